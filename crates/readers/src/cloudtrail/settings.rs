//! Log settings in a request to MSK or MSK Connect, into the model.

use super::event::Event;
use super::member::{flag, member, text, within};
use crate::value::{Kind, Value};
use model::known::{Known, Setting, Shape, Symbol, Text, Truth, Why};
use model::{Destination, DestinationKind, Home, Log, LogConfig, Place, Source, SourceKind};
use std::sync::Arc;

/// Destinations: kind, member, and the member in it that names the destination.
const DESTINATIONS: [(DestinationKind, &str, &str); 3] = [
    (DestinationKind::CloudWatch, "cloudWatchLogs", "logGroup"),
    (DestinationKind::Firehose, "firehose", "deliveryStream"),
    (DestinationKind::S3, "s3", "bucket"),
];

/// How a call says where logs go.
struct Schema {
    kind: SourceKind,
    name: &'static str,
    outer: &'static [&'static str],
    logs: &'static [(Log, &'static str)],
    /// Without the settings nothing is changed.
    is_update: bool,
}

const BROKER: &[(Log, &str)] = &[(Log::Broker, "brokerLogs"), (Log::Authorizer, "authorizerLogs")];
const REPLICATOR: &[(Log, &str)] = &[(Log::Replicator, "replicatorLogDelivery")];
const WORKER: &[(Log, &str)] = &[(Log::Worker, "workerLogDelivery")];

fn schema(call: &str, request: &Value) -> Option<Schema> {
    let (kind, name, outer, logs, is_update): (_, _, &[&str], _, _) = match call {
        "CreateCluster" => (SourceKind::Cluster, "clusterName", &["loggingInfo"], BROKER, false),
        "CreateClusterV2" if member(request, "serverless").is_some() => {
            (SourceKind::ServerlessCluster, "clusterName", &["serverless", "loggingInfo"], BROKER, false)
        }
        "CreateClusterV2" => {
            (SourceKind::Cluster, "clusterName", &["provisioned", "loggingInfo"], BROKER, false)
        }
        "UpdateMonitoring" => (SourceKind::Cluster, "clusterName", &["loggingInfo"], BROKER, true),
        "CreateReplicator" => (SourceKind::Replicator, "replicatorName", &["logDelivery"], REPLICATOR, false),
        "UpdateReplicationInfo" => {
            (SourceKind::Replicator, "replicatorName", &["logDelivery"], REPLICATOR, true)
        }
        "CreateConnector" => (SourceKind::Connector, "connectorName", &["logDelivery"], WORKER, false),
        _ => return None,
    };
    Some(Schema { kind, name, outer, logs, is_update })
}

/// The settings that a call asks for; `None` where it does not speak of them.
pub(super) fn source(event: &Event, request: &Value) -> Option<Source> {
    let schema = schema(&event.name, request)?;
    let left_out = flag(request, "omitted") == Some(true);
    let outer = within(request, schema.outer);
    if schema.is_update && outer.is_none() && !left_out {
        return None;
    }
    let mut logs = Vec::new();
    for (at, (log, name)) in schema.logs.iter().enumerate() {
        let config = match outer {
            _ if left_out => closed(*log, "CloudTrail left the request out of its record"),
            Some(outer) if hidden(outer) => closed(*log, HIDDEN),
            outer => self::log(*log, outer.and_then(|outer| member(outer, name))),
        };
        let is_main = at == 0;
        if is_main || config.span.is_some() {
            logs.push(config);
        }
    }
    let address = event.subject.as_ref().map(|subject| subject.label().to_owned());
    let name = member(request, schema.name)
        .map_or_else(|| event.subject.as_ref().and_then(|subject| subject.name.clone()), text);
    Some(Source {
        kind: schema.kind,
        place: place(address.unwrap_or_else(|| "an unnamed cluster".to_owned()), event.home()),
        name: name.map_or_else(Setting::absent, |name| known(Text::literal(name))),
        logs,
        misplaced: Vec::new(),
        is_request: true,
    })
}

/// What CloudTrail writes in place of a value that it keeps to itself.
const HIDDEN: &str = "CloudTrail hides this value";

fn hidden(value: &Value) -> bool {
    text(value).is_some_and(|text| text == "HIDDEN_DUE_TO_SECURITY_REASONS" || text == "***")
}

fn closed(log: Log, why: &str) -> LogConfig {
    LogConfig { log, span: None, destinations: Vec::new(), open: Some(Why::new(why)) }
}

fn log(log: Log, settings: Option<&Value>) -> LogConfig {
    let Some(settings) = settings else {
        return LogConfig { log, span: None, destinations: Vec::new(), open: None };
    };
    if hidden(settings) {
        return closed(log, HIDDEN);
    }
    let found = DESTINATIONS.iter().filter_map(|(kind, name, argument)| {
        let block = member(settings, name)?;
        let prefix = if *kind == DestinationKind::S3 { setting(block, "prefix") } else { Setting::absent() };
        let enabled = match (hidden(block), member(block, "enabled")) {
            (true, _) => Known::Unknown(Why::new(HIDDEN)),
            (false, None) => Known::Absent,
            (false, Some(value)) => match &value.kind {
                Kind::Bool(flag) => Known::Set(*flag),
                _ => flag(block, "enabled").map_or_else(
                    || Known::Unknown(Why::new("`enabled` is neither true nor false")),
                    Known::Set,
                ),
            },
        };
        Some(Destination {
            kind: *kind,
            span: block.span,
            exists: Truth::Yes,
            enabled: Setting { value: enabled, span: block.span },
            name: setting(block, argument),
            prefix,
        })
    });
    LogConfig { log, span: settings.span, destinations: found.collect(), open: None }
}

fn setting(block: &Value, name: &str) -> Setting<Text> {
    let Some(value) = member(block, name) else { return Setting::absent() };
    let known = match &value.kind {
        _ if hidden(value) => Known::Unknown(Why::new(HIDDEN)),
        Kind::Text(text) => Known::Set(text.clone()),
        _ => Known::Unknown(Why::new(format!("`{name}` is no string"))),
    };
    Setting { value: known, span: value.span }
}

pub(super) fn known(text: Text) -> Setting<Text> {
    Setting { value: Known::Set(text), span: None }
}

pub(super) fn place(address: impl Into<String>, home: Arc<Home>) -> Place {
    Place {
        address: address.into(),
        span: None,
        whole: None,
        exists: Truth::Yes,
        home,
        hearsay: None,
        found: false,
    }
}

/// A cluster of which nothing is known but that it logs to this bucket: what a policy is judged by
/// where no cluster is known to log there.
pub fn destination_of_nobody(bucket: Text, home: Arc<Home>) -> Source {
    let unknown = || Why::new("the record does not say which cluster logs to this bucket");
    let symbol = Symbol::new("prefix", unknown()).shaped(Shape::Any);
    let destination = Destination {
        kind: DestinationKind::S3,
        span: None,
        exists: Truth::Yes,
        enabled: Setting { value: Known::Set(true), span: None },
        name: known(bucket),
        prefix: known(Text::symbol(symbol)),
    };
    let config = LogConfig { log: Log::Broker, span: None, destinations: vec![destination], open: None };
    Source {
        kind: SourceKind::Cluster,
        place: place("a cluster", home),
        name: known(Text::symbol(Symbol::new("cluster", unknown()).shaped(Shape::Name).nonempty())),
        logs: vec![config],
        misplaced: Vec::new(),
        is_request: false,
    }
}

/// A bucket of which the name is not known: the one that a key is judged by.
pub fn bucket_of_nobody() -> Text {
    let why = Why::new("the record does not say which bucket is encrypted with this key");
    Text::symbol(Symbol::new("bucket", why).shaped(Shape::Bucket).nonempty())
}
