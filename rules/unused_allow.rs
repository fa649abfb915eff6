//! An exception that nothing needs. The engine knows it when all files are read.

use crate::Rule;
use model::Severity;

pub(crate) static RULE: Rule = Rule {
    name: "unused-allow",
    severity: Severity::Warning,
    summary: "an exception allows a finding that is not there",
    page: include_str!("unused_allow.md"),
    check: |_| Vec::new(),
};
