//! The JSON report, version 1: its fields, their order and their words are a public interface.

use readers::model::delivery::{LinkKind, LinkVerdict, Verdict};
use readers::model::{Confidence, DestinationKind, Log, Severity, SourceKind};
use serde::{Serialize, Serializer};

pub const VERSION: u32 = 1;

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub version: u32,
    pub tool: Tool,
    #[serde(serialize_with = "word")]
    pub status: Status,
    pub inputs: Inputs,
    pub paths: Vec<Path>,
    pub findings: Vec<Finding>,
    /// Findings that an exception in the configuration allows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<Allowed>,
    pub problems: Vec<Problem>,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Complete,
    /// Something that may matter could not be read or parsed.
    Incomplete,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Inputs {
    pub files: usize,
    pub read: usize,
    /// Of a kind we know, and nothing in them can matter.
    pub passed_over: usize,
}

/// One log source × one destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Path {
    pub source: Source,
    #[serde(serialize_with = "word")]
    pub log: Log,
    #[serde(serialize_with = "word")]
    pub destination: DestinationKind,
    #[serde(serialize_with = "word")]
    pub state: State,
    #[serde(serialize_with = "word")]
    pub verdict: Verdict,
    pub links: Vec<Link>,
    /// Only where undecided conditions change the outcome.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<Scenario>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    #[serde(serialize_with = "word")]
    pub kind: SourceKind,
    pub address: String,
    /// Folder of the root module.
    pub root: String,
    pub at: Option<At>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    On,
    Off,
    Absent,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    #[serde(serialize_with = "word")]
    pub link: LinkKind,
    #[serde(serialize_with = "word")]
    pub verdict: LinkVerdict,
    pub address: Option<String>,
    pub at: Option<At>,
    pub why: String,
}

/// The outcome under certain answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scenario {
    pub when: Vec<Condition>,
    #[serde(serialize_with = "word")]
    pub state: State,
    #[serde(serialize_with = "word")]
    pub verdict: Verdict,
    pub links: Vec<Link>,
}

/// The answer to a condition that the configuration leaves open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Condition {
    pub condition: String,
    pub is: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub rule: &'static str,
    #[serde(serialize_with = "word")]
    pub severity: Severity,
    #[serde(serialize_with = "word")]
    pub confidence: Confidence,
    pub message: String,
    pub at: Option<At>,
    pub labels: Vec<Label>,
    pub help: String,
    pub url: String,
    pub fingerprint: String,
    /// Empty for a finding that holds whatever the answers are.
    pub when: Vec<Condition>,
    pub fixes: Vec<Fix>,
}

/// A finding that may stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Allowed {
    pub finding: Finding,
    pub reason: Option<String>,
    /// The exception.
    pub by: At,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    pub message: String,
    pub at: At,
}

/// No reader writes fixes yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Fix {}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub path: String,
    pub at: Option<At>,
    pub message: String,
}

/// A stretch of a file: lines and columns from 1, columns in characters, offsets in bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct At {
    pub path: String,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    pub offset: usize,
    pub end_offset: usize,
}

impl Condition {
    /// Whether no value gives both answers: the opposite ones, or `x == "a"` and `x == "b"`.
    pub fn contradicts(&self, other: &Condition) -> bool {
        if self.condition == other.condition {
            return self.is != other.is;
        }
        let sides = |condition: &Condition| {
            let (left, right) = condition.condition.split_once(" == ")?;
            let literal = right.strip_prefix('"')?.strip_suffix('"')?;
            let is_plain = condition.is && !literal.contains(['"', '$', '%', '\\']);
            is_plain.then(|| (left.to_owned(), literal.to_owned()))
        };
        sides(self).zip(sides(other)).is_some_and(|(a, b)| a.0 == b.0 && a.1 != b.1)
    }
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Status::Complete => "complete",
            Status::Incomplete => "incomplete",
        }
    }
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::On => "on",
            State::Off => "off",
            State::Absent => "absent",
            State::Unknown => "unknown",
        }
    }
}

/// A value that the report shows as a word of the contract.
trait Word {
    fn word(&self) -> &'static str;
}

fn word<S: Serializer>(value: &impl Word, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.word())
}

impl Word for Status {
    fn word(&self) -> &'static str {
        Status::word(*self)
    }
}

impl Word for State {
    fn word(&self) -> &'static str {
        State::word(*self)
    }
}

impl Word for Verdict {
    fn word(&self) -> &'static str {
        Verdict::word(*self)
    }
}

impl Word for LinkVerdict {
    fn word(&self) -> &'static str {
        LinkVerdict::word(*self)
    }
}

impl Word for LinkKind {
    fn word(&self) -> &'static str {
        LinkKind::word(*self)
    }
}

impl Word for SourceKind {
    fn word(&self) -> &'static str {
        SourceKind::word(*self)
    }
}

impl Word for Log {
    fn word(&self) -> &'static str {
        Log::word(*self)
    }
}

impl Word for DestinationKind {
    fn word(&self) -> &'static str {
        DestinationKind::word(*self)
    }
}

impl Word for Severity {
    fn word(&self) -> &'static str {
        Severity::word(*self)
    }
}

impl Word for Confidence {
    fn word(&self) -> &'static str {
        Confidence::word(*self)
    }
}
