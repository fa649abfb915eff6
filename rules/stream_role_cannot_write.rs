//! A stream that cannot hand on what it is given.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "stream-role-cannot-write",
    severity: Severity::Error,
    summary: "the role of the Firehose stream may not write to its bucket, or not use its key",
    page: include_str!("stream_role_cannot_write.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| {
        let help = "let `firehose.amazonaws.com` assume the role, and allow it `s3:PutObject` on the objects of the bucket \
                    and `kms:GenerateDataKey` on their key";
        (cause.kind == CauseKind::StreamRoleCannotWrite).then(|| Words::new(&cause.text, help))
    })
}
