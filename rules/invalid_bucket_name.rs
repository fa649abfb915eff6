//! A name that no bucket can have.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{DestinationKind, Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-bucket-name",
    severity: Severity::Error,
    summary: "Amazon S3 refuses the name of the bucket",
    page: include_str!("invalid_bucket_name.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |path, cause| {
        let help =
            "use 3 to 63 small letters, digits, dots and dashes; a folder in the bucket goes into the prefix";
        let here = path.destination == DestinationKind::S3;
        (here && cause.kind == CauseKind::InvalidName).then(|| Words::new(&cause.text, help))
    })
}
