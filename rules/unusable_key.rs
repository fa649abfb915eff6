//! A key that the destination cannot encrypt with.

use crate::{Rule, Words, noun, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "unusable-key",
    severity: Severity::Error,
    summary: "the key of a bucket or log group cannot encrypt: disabled, of the wrong type or Region",
    page: include_str!("unusable_key.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |path, cause| {
        (cause.kind == CauseKind::UnusableKey).then(|| {
            let noun = noun(path.destination);
            let help =
                format!("encrypt the {noun} with an enabled, symmetric customer key of its own Region");
            Words::new(&cause.text, help)
        })
    })
}
