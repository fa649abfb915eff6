//! Events of CloudTrail as a timeline of what was done to MSK and to the way of its logs. Its fields,
//! their order and their words are a public interface, version 1.

mod account;
mod judge;
mod kept;
mod select;
mod words;

pub use kept::Kept;
pub use select::{Selection, arrange};

use crate::report::{Problem, Status, Tool};
use readers::cloudtrail::Event;
use readers::model::{Confidence, Severity};
use serde::{Serialize, Serializer};

pub const VERSION: u32 = 1;

#[derive(Clone, Debug, Serialize)]
pub struct Timeline {
    pub version: u32,
    pub tool: Tool,
    pub status: &'static str,
    pub inputs: Inputs,
    /// By time.
    pub events: Vec<Entry>,
    pub problems: Vec<Problem>,
}

/// What was read, and what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Inputs {
    /// Log files.
    pub files: u64,
    /// Files that are no logs, digests, and files of insights.
    pub passed_over: u64,
    pub records: u64,
    /// Events that stood in the logs more than once.
    pub repeated: u64,
    /// Changes of buckets, keys, log groups and streams that no cluster of the logs is known to use.
    pub beside: u64,
    /// Events that were let go for lack of room: reads first, the oldest first.
    pub let_go: u64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub time: String,
    pub service: String,
    pub event: String,
    pub write: bool,
    pub region: Option<String>,
    pub account: Option<String>,
    pub who: Who,
    pub from: From,
    pub on: Option<On>,
    pub outcome: Outcome,
    /// What follows for the logs.
    pub notes: Vec<Note>,
    pub id: Option<String>,
    pub at: At,
}

#[derive(Clone, Debug, Serialize)]
pub struct Who {
    pub kind: String,
    pub name: String,
    pub arn: Option<String>,
    pub account: Option<String>,
    pub issuer: Option<String>,
    pub via: Option<String>,
    pub mfa: Option<bool>,
}

#[derive(Clone, Debug, Serialize)]
pub struct From {
    pub address: Option<String>,
    pub endpoint: Option<String>,
    pub agent: Option<String>,
}

/// What the call is about.
#[derive(Clone, Debug, Serialize)]
pub struct On {
    pub kind: &'static str,
    pub name: Option<String>,
    pub arn: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// `null` for a call that was carried out.
    pub error: Option<String>,
    pub message: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// `null` for what no rule says.
    pub rule: Option<&'static str>,
    #[serde(serialize_with = "severity")]
    pub severity: Severity,
    #[serde(serialize_with = "confidence")]
    pub confidence: Confidence,
    pub message: String,
    pub help: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct At {
    pub path: String,
    /// Counted from 1.
    pub record: u64,
    /// Of the record, in bytes, in the file as it is without compression.
    pub offset: u64,
}

fn severity<S: Serializer>(value: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.word())
}

fn confidence<S: Serializer>(value: &Confidence, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.word())
}

impl Timeline {
    pub fn new(inputs: Inputs, events: Vec<Entry>, mut problems: Vec<Problem>) -> Timeline {
        problems.sort_by(|a, b| a.path.cmp(&b.path));
        let status = if problems.is_empty() { Status::Complete } else { Status::Incomplete };
        Timeline {
            version: VERSION,
            tool: Tool { name: "msklint", version: env!("CARGO_PKG_VERSION") },
            status: status.word(),
            inputs,
            events,
            problems,
        }
    }
}

impl Note {
    fn new(severity: Severity, message: impl Into<String>) -> Note {
        Note {
            rule: None,
            severity,
            confidence: Confidence::Certain,
            message: crate::brief::brief(message.into()),
            help: None,
        }
    }

    fn possible(self) -> Note {
        Note { confidence: Confidence::Possible, ..self }
    }
}

impl Entry {
    fn new(event: &Event, notes: Vec<Note>) -> Entry {
        let who = event.who.clone();
        Entry {
            time: event.time.clone(),
            service: event.service.clone(),
            event: event.name.clone(),
            write: event.is_write,
            region: event.region.clone(),
            account: event.account.clone(),
            who: Who {
                kind: who.kind,
                name: who.name,
                arn: who.arn,
                account: who.account,
                issuer: who.issuer,
                via: who.via,
                mfa: who.mfa,
            },
            from: From {
                address: event.address.clone(),
                endpoint: event.endpoint.clone(),
                agent: event.agent.clone(),
            },
            on: event.subject.clone().map(|it| On { kind: it.kind.word(), name: it.name, arn: it.arn }),
            outcome: Outcome {
                error: event.failure.as_ref().map(|failure| failure.code.clone()),
                message: event.failure.as_ref().and_then(|failure| failure.message.clone()),
            },
            notes,
            id: event.id.clone(),
            at: At {
                path: event.origin.path.to_string(),
                record: event.origin.record,
                offset: event.origin.offset,
            },
        }
    }
}
