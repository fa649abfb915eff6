//! What a rule says, and what a reader could not read.

use known::{Settle, Span};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Info,
    Warning,
    Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Hangs on something that is not known, on a published module, or on behaviour of AWS that
    /// is not documented.
    Possible,
    Certain,
}

/// A place with a word about its part in the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the rule, which is the stem of its files with dashes.
    pub rule: &'static str,
    pub severity: Severity,
    pub confidence: Confidence,
    /// What is wrong now: lower case, no full stop, user text in backticks.
    pub message: String,
    /// The primary place.
    pub span: Option<Span>,
    /// Further places, the nearest to the cause first.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: String,
    /// Addresses of what is involved, for the fingerprint: the source first.
    pub addresses: Vec<String>,
    /// The text that the finding rests on, independent of its place, for the fingerprint.
    pub evidence: String,
    /// Inputs that would settle a finding that is only possible.
    pub settle: Vec<Settle>,
}

/// Something that could not be read. A run with a problem is not complete.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// Relative path; also given where there is no span.
    pub path: String,
    pub span: Option<Span>,
    pub message: String,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl Confidence {
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Certain => "certain",
        }
    }
}
