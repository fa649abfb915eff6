//! What emits logs: clusters, connectors, replicators, and their log delivery settings.

use crate::Place;
use known::{Setting, Span, Text, Truth};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    Cluster,
    ServerlessCluster,
    Connector,
    Replicator,
    /// A call of a module whose code is not there and that speaks of MSK.
    Module,
    /// A policy by itself: what emits logs by it is assumed.
    Policy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Log {
    Broker,
    Authorizer,
    Worker,
    Replicator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DestinationKind {
    CloudWatch,
    Firehose,
    S3,
}

#[derive(Clone, Debug)]
pub struct Source {
    pub kind: SourceKind,
    pub place: Place,
    /// The cluster's name: a part of the keys that are written to S3.
    pub name: Setting<Text>,
    /// `Broker` for clusters (always, also without a block), `Worker`, `Replicator`; `Authorizer`
    /// where configured.
    pub logs: Vec<LogConfig>,
    /// Log settings where AWS does not read them.
    pub misplaced: Vec<Misplaced>,
    /// The settings came as an API or CLI request, where AWS wants broker logs beside authorizer logs.
    pub is_request: bool,
}

#[derive(Clone, Debug)]
pub struct LogConfig {
    pub log: Log,
    /// The block that configures this kind of log, `broker_logs`; `None` without one.
    pub span: Option<Span>,
    /// At most one of each kind. A kind that is not listed is absent.
    pub destinations: Vec<Destination>,
    /// Whether there may be destinations that are not listed, and why that is not known.
    pub open: Option<known::Why>,
}

#[derive(Clone, Debug)]
pub struct Destination {
    pub kind: DestinationKind,
    /// The block's header, or the key in JSON and templates.
    pub span: Option<Span>,
    /// Whether the block is in effect: `dynamic` blocks, conditions.
    pub exists: Truth,
    pub enabled: Setting<bool>,
    /// Bucket name, log group name or delivery stream name.
    pub name: Setting<Text>,
    /// S3 only.
    pub prefix: Setting<Text>,
}

/// A log setting that is not in effect because it stands in the wrong place or is misspelt.
#[derive(Clone, Debug)]
pub struct Misplaced {
    pub span: Option<Span>,
    /// A clause: "`logging_info` stands in `broker_node_group_info`".
    pub text: String,
    /// What to write instead.
    pub help: String,
}

/// A destination that is on in a plan or state, and that the code does not configure.
#[derive(Clone, Debug)]
pub struct Removal {
    /// Address of the source.
    pub source: String,
    pub log: Log,
    pub destination: DestinationKind,
    /// The outermost block that is gone: `logging_info`.
    pub block: String,
    /// Why it may be turned off all the same.
    pub doubt: Option<known::Why>,
    /// The destination in the plan or state.
    pub span: Option<Span>,
}

impl Log {
    pub fn word(self) -> &'static str {
        match self {
            Log::Broker => "broker",
            Log::Authorizer => "authorizer",
            Log::Worker => "worker",
            Log::Replicator => "replicator",
        }
    }
}

impl DestinationKind {
    pub const ALL: [DestinationKind; 3] =
        [DestinationKind::CloudWatch, DestinationKind::Firehose, DestinationKind::S3];

    pub fn word(self) -> &'static str {
        match self {
            DestinationKind::CloudWatch => "cloudwatch",
            DestinationKind::Firehose => "firehose",
            DestinationKind::S3 => "s3",
        }
    }
}

impl SourceKind {
    pub fn word(self) -> &'static str {
        match self {
            SourceKind::Cluster => "cluster",
            SourceKind::ServerlessCluster => "serverless-cluster",
            SourceKind::Connector => "connector",
            SourceKind::Replicator => "replicator",
            SourceKind::Module => "module",
            SourceKind::Policy => "policy",
        }
    }
}
