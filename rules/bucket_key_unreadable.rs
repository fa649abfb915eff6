//! A bucket encrypted with a key that log delivery cannot use.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "bucket-key-unreadable",
    severity: Severity::Error,
    summary: "SSE-KMS with the key that AWS manages: the logs arrive unreadable",
    page: include_str!("bucket_key_unreadable.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| {
        (cause.kind == CauseKind::BucketKeyUnreadable).then(|| {
            let message = format!("the logs arrive unreadable: {}", cause.text);
            let help = "name a customer key by its ARN, or encrypt with `AES256`";
            Words::new(message, help)
        })
    })
}
