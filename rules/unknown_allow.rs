//! An exception that names no rule, or has no date or reason where it needs one. The engine knows it when all files are read.

use crate::Rule;
use model::Severity;

pub(crate) static RULE: Rule = Rule {
    name: "unknown-allow",
    severity: Severity::Warning,
    summary: "an exception that cannot be understood",
    page: include_str!("unknown_allow.md"),
    check: |_| Vec::new(),
};
