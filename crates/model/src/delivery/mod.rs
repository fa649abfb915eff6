//! The delivery paths of one source, link by link. Computed once, read by the rules (which say
//! what is wrong) and by the report (which shows every link).

mod address;
mod bucket;
mod cause;
mod deployer;
mod encryption;
#[cfg(test)]
pub(crate) mod fixture;
mod join;
mod judge;
mod key_policy;
mod key_ref;
mod link;
mod log_group;
mod log_group_key;
mod log_limit;
mod name;
mod near;
mod path;
mod permission;
mod policies;
mod principal;
mod refusal;
mod request;
mod review;
mod review_statement;
mod service;
mod stream;
mod stream_role;
mod trail;
mod trail_bucket;
mod trail_events;
mod trail_key;
mod trail_request;
mod trusted;
mod usable;
mod valid;

pub use cause::{Cause, CauseKind};
pub use refusal::listed;
pub use trail::Audit;

use crate::{Destination, DestinationKind, Log, LogConfig, Model, Source};
use known::{Span, Why};

/// The paths of one source within its model.
#[derive(Debug)]
pub struct Delivery<'m> {
    pub model: &'m Model,
    pub source: &'m Source,
    pub paths: Vec<Path>,
    /// What is wrong with the policies on the paths, beside what it does to the delivery.
    pub reviews: Vec<Cause>,
    /// The trails beside the sources: told at one of the sources for all of them.
    pub audits: Vec<Audit<'m>>,
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

/// What the links of one path are judged on. The destination is there and not off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route<'m> {
    pub model: &'m Model,
    pub source: &'m Source,
    pub log: Log,
    pub destination: &'m Destination,
}

/// One for each source of the model, those aside that are certainly not there.
pub fn deliveries(model: &Model) -> Vec<Delivery<'_>> {
    let there = model.sources.iter().filter(|source| !source.place.exists.is_no());
    there.map(|source| Delivery::of(model, source)).collect()
}

impl<'m> Delivery<'m> {
    pub fn of(model: &'m Model, source: &'m Source) -> Delivery<'m> {
        let mut paths = path::paths(model, source);
        let mut reviews = review::reviews(model, source, &paths);
        review::told_once(&mut paths, &mut reviews);
        Delivery { model, source, paths, reviews, audits: trail::audits(model, source) }
    }

    /// The block that configures the path, where one is listed.
    pub fn destination(&self, path: &Path) -> Option<&'m Destination> {
        let mut configs = self.source.logs.iter();
        destination(configs.find(|config| config.log == path.log)?, path.destination)
    }
}

fn destination(config: &LogConfig, kind: DestinationKind) -> Option<&Destination> {
    config.destinations.iter().find(|destination| destination.kind == kind)
}

impl LinkKind {
    /// The links of a destination, in the order in which they are reported.
    pub fn of(destination: DestinationKind) -> &'static [LinkKind] {
        use LinkKind::*;
        match destination {
            DestinationKind::CloudWatch => &[LogGroup, LogGroupKey, Deployer],
            DestinationKind::Firehose => &[Stream, StreamTag, StreamRole, Deployer],
            DestinationKind::S3 => &[Bucket, BucketPolicy, BucketKey, KeyPolicy, Deployer],
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            LinkKind::LogGroup => "log-group",
            LinkKind::LogGroupKey => "log-group-key",
            LinkKind::Stream => "stream",
            LinkKind::StreamTag => "stream-tag",
            LinkKind::StreamRole => "stream-role",
            LinkKind::Bucket => "bucket",
            LinkKind::BucketPolicy => "bucket-policy",
            LinkKind::BucketKey => "bucket-key",
            LinkKind::KeyPolicy => "key-policy",
            LinkKind::Deployer => "deployer",
        }
    }
}

impl LinkVerdict {
    pub fn word(self) -> &'static str {
        match self {
            LinkVerdict::Ok => "ok",
            LinkVerdict::Broken => "broken",
            LinkVerdict::Missing => "missing",
            LinkVerdict::Unknown => "unknown",
            LinkVerdict::NotApplicable => "not-applicable",
        }
    }
}

impl State {
    pub fn word(&self) -> &'static str {
        match self {
            State::On => "on",
            State::Off => "off",
            State::Absent => "absent",
            State::Unknown(_) => "unknown",
        }
    }
}

impl Verdict {
    /// The verdict of a path whose state and links are known: also for links that were merged from
    /// several scenarios.
    pub fn of(state: &State, links: &[Link]) -> Verdict {
        let broken = |link: &Link| {
            link.verdict == LinkVerdict::Broken
                || link.causes.iter().any(|cause| cause.kind == CauseKind::Unnamed)
        };
        let fine = |link: &Link| matches!(link.verdict, LinkVerdict::Ok | LinkVerdict::NotApplicable);
        match state {
            State::Off | State::Absent => Verdict::Off,
            _ if links.iter().any(broken) => Verdict::Broken,
            State::On if links.iter().all(fine) => Verdict::Delivers,
            _ => Verdict::Unknown,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Verdict::Delivers => "delivers",
            Verdict::Broken => "broken",
            Verdict::Unknown => "unknown",
            Verdict::Off => "off",
        }
    }
}
