//! The delivery paths of one source, link by link. Computed once, read by the rules (which say
//! what is wrong) and by the report (which shows every link).

mod cause;

pub use cause::Cause;

use crate::{DestinationKind, Log, Model, Source};
use known::{Span, Why};

/// The paths of one source within its model.
#[derive(Debug)]
pub struct Delivery<'m> {
    pub model: &'m Model,
    pub source: &'m Source,
    pub paths: Vec<Path>,
}

/// One log of the source × one destination.
#[derive(Clone, Debug)]
pub struct Path {
    pub log: Log,
    pub destination: DestinationKind,
    pub state: State,
    pub verdict: Verdict,
    pub links: Vec<Link>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    On,
    Off,
    /// No block in effect.
    Absent,
    Unknown(Why),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Delivers,
    Broken,
    Unknown,
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    LogGroup,
    LogGroupKey,
    Stream,
    StreamTag,
    StreamRole,
    Bucket,
    BucketPolicy,
    BucketKey,
    KeyPolicy,
    Deployer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkVerdict {
    Ok,
    Broken,
    Missing,
    Unknown,
    NotApplicable,
}

#[derive(Clone, Debug)]
pub struct Link {
    pub kind: LinkKind,
    pub verdict: LinkVerdict,
    /// The resource that decides the link, where there is one.
    pub address: Option<String>,
    pub span: Option<Span>,
    /// Why the verdict is what it is: a clause, for every verdict.
    pub why: String,
    /// Behind an unknown verdict: its questions may be split, its remedies are named.
    pub reason: Option<Why>,
    /// What the rules report of this link. Several things can be wrong at once.
    pub causes: Vec<Cause>,
}
