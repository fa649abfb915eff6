//! An exception whose time is over. The engine knows it when all files are read.

use crate::Rule;
use model::Severity;

pub(crate) static RULE: Rule = Rule {
    name: "expired-allow",
    severity: Severity::Warning,
    summary: "an exception is past its date",
    page: include_str!("expired_allow.md"),
    check: |_| Vec::new(),
};
