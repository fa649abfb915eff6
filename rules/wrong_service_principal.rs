//! A service principal that was taken for that of log delivery.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "wrong-service-principal",
    severity: Severity::Error,
    summary: "a policy on the path names a service that does not deliver logs",
    page: include_str!("wrong_service_principal.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match &cause.kind {
        CauseKind::WrongServicePrincipal { meant, .. } => {
            Some(Words::new(&cause.text, format!("name the service principal `{meant}`")))
        }
        _ => None,
    })
}
