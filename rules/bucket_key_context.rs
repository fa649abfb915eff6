//! An encryption context that an S3 Bucket Key changes.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-key-context",
    severity: Severity::Error,
    summary: "an S3 Bucket Key is on, and the key policy demands the ARN of the object",
    page: include_str!("bucket_key_context.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| {
        (cause.kind == CauseKind::BucketKeyContext).then(|| {
            let help =
                "let the encryption context be the ARN of the bucket as well, or switch the Bucket Key off";
            Words::new(&cause.text, help)
        })
    })
}
