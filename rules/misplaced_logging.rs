//! Log settings that are not in effect.

use crate::{Rule, Words, about_source};
use model::delivery::Delivery;
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "misplaced-logging",
    severity: Severity::Error,
    summary: "a log setting stands where AWS does not read it",
    page: include_str!("misplaced_logging.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    let misplaced = delivery.source.misplaced.iter();
    misplaced.map(|it| about_source(&RULE, delivery, it.span, Words::new(&it.text, &it.help))).collect()
}
