//! An ARN, a URL or a host name in place of a name.

use crate::{Rule, Words, noun, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "arn-for-name",
    severity: Severity::Error,
    summary: "an ARN or an address stands where the name of a destination is wanted",
    page: include_str!("arn_for_name.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |path, cause| {
        (cause.kind == CauseKind::ArnForName).then(|| {
            let noun = noun(path.destination);
            Words::new(
                &cause.text,
                format!("give the name of the {noun}: Amazon MSK looks for it in its own account and Region"),
            )
        })
    })
}
