//! A name that no log group can have.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{DestinationKind, Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-log-group-name",
    severity: Severity::Error,
    summary: "CloudWatch Logs refuses the name of the log group",
    page: include_str!("invalid_log_group_name.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |path, cause| {
        let help = "use letters, digits and `_-/.#`, at most 512 of them, and do not begin with `aws/`";
        let here = path.destination == DestinationKind::CloudWatch;
        (here && cause.kind == CauseKind::InvalidName).then(|| Words::new(&cause.text, help))
    })
}
