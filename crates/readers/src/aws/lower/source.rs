//! Clusters, connectors and replicators: those that are there, and those that a request makes.

use super::home::{Arn, entries};
use super::{Lower, misplaced};
use crate::aws::document::Document;
use crate::aws::field::{field, find, flag, key_span, literal, path, text};
use crate::aws::shape::Shape;
use crate::value::{Kind, Value};
use model::known::{Fault, Known, Setting, Span, Text, Truth, Why};
use model::{Destination, DestinationKind, Home, Log, LogConfig, Source, SourceKind};
use std::sync::Arc;

/// Destinations: kind, member, and the member in it that names the destination.
pub(super) const DESTINATIONS: [(DestinationKind, &str, &str); 3] = [
    (DestinationKind::CloudWatch, "CloudWatchLogs", "LogGroup"),
    (DestinationKind::Firehose, "Firehose", "DeliveryStream"),
    (DestinationKind::S3, "S3", "Bucket"),
];

pub(super) type Logs = &'static [(Log, &'static str)];

const OF_CLUSTER: Logs = &[(Log::Broker, "BrokerLogs"), (Log::Authorizer, "AuthorizerLogs")];
const OF_CONNECTOR: Logs = &[(Log::Worker, "WorkerLogDelivery")];
const OF_REPLICATOR: Logs = &[(Log::Replicator, "ReplicatorLogDelivery")];

/// What emits logs, as a document shows it.
struct Found {
    kind: SourceKind,
    /// The first part of the address: the kind of what is there, or the call that makes it.
    call: &'static str,
    name: Setting<Text>,
    arn: Option<Arn>,
    whole: Setting<Value>,
    /// Holds the logs.
    outer: Setting<Value>,
    is_request: bool,
}

impl Lower<'_> {
    pub(super) fn source(&mut self, document: &Document) {
        let value = &document.value;
        let request = |kind, call, name: &str, outer| Found {
            kind,
            call,
            name: text(value, name),
            arn: None,
            whole: value.clone(),
            outer,
            is_request: true,
        };
        let found = match document.shape {
            Shape::LoggingInfo => request(SourceKind::Cluster, "logging-info", "", value.clone()),
            Shape::LogDelivery if find_any(value, "WorkerLogDelivery") => {
                request(SourceKind::Connector, "log-delivery", "", value.clone())
            }
            Shape::LogDelivery => request(SourceKind::Replicator, "log-delivery", "", value.clone()),
            Shape::CreateCluster => {
                request(SourceKind::Cluster, "create-cluster", "ClusterName", field(value, "LoggingInfo"))
            }
            Shape::CreateClusterV2 => {
                let serverless = find_any(value, "Serverless") && !find_any(value, "Provisioned");
                let kind = if serverless { SourceKind::ServerlessCluster } else { SourceKind::Cluster };
                request(
                    kind,
                    "create-cluster-v2",
                    "ClusterName",
                    path(value, &["Provisioned", "LoggingInfo"]),
                )
            }
            Shape::CreateConnector => request(
                SourceKind::Connector,
                "create-connector",
                "ConnectorName",
                field(value, "LogDelivery"),
            ),
            Shape::CreateReplicator => request(
                SourceKind::Replicator,
                "create-replicator",
                "ReplicatorName",
                field(value, "LogDelivery"),
            ),
            Shape::UpdateMonitoring => return self.monitoring(document),
            Shape::DescribeConnector => {
                for entry in entries(value, "Connectors") {
                    let (outer, names) = (field(&entry, "LogDelivery"), ["ConnectorName", "ConnectorArn"]);
                    let kind = SourceKind::Connector;
                    self.add(document, described(kind, "connector", &entry, names, outer));
                }
                return;
            }
            Shape::DescribeReplicator => {
                let outer = field(value, "LogDelivery");
                described(
                    SourceKind::Replicator,
                    "replicator",
                    value,
                    ["ReplicatorName", "ReplicatorArn"],
                    outer,
                )
            }
            Shape::DescribeCluster => cluster(&field(value, "ClusterInfo")),
            Shape::ListClusters => {
                for entry in entries(value, "ClusterInfoList") {
                    self.add(document, cluster(&entry));
                }
                return;
            }
            _ => return,
        };
        self.add(document, found);
    }

    /// A request that leaves the logs alone says nothing about them.
    fn monitoring(&mut self, document: &Document) {
        let value = &document.value;
        let outer = field(value, "LoggingInfo");
        if outer.value.is_absent() {
            return;
        }
        let arn = literal(value, "ClusterArn").and_then(|text| Arn::parse(&text));
        let given = text(value, "ClusterArn");
        let name = arn.as_ref().and_then(|arn| arn.resource.split('/').nth(1)).map(Text::literal);
        let name = Setting { value: name.map_or(Known::Absent, Known::Set), span: given.span };
        let call = "update-monitoring";
        let (kind, whole) = (SourceKind::Cluster, value.clone());
        self.add(document, Found { kind, call, name, arn, whole, outer, is_request: true });
    }

    fn add(&mut self, document: &Document, found: Found) {
        // What AWS is taking away delivers nothing any more.
        if literal(&found.whole, "State").as_deref() == Some("DELETING") {
            return;
        }
        let home = self.home_of(found.arn.as_ref());
        let home = match &document.region {
            Some(region) => Arc::new(Home { region: region.clone(), ..Home::clone(&home) }),
            None => home,
        };
        let schema = schema(found.kind);
        let logs = match found.kind {
            SourceKind::ServerlessCluster => vec![without_settings(Log::Broker)],
            _ => logs(&found.outer, schema),
        };
        let misplaced = match (found.is_request, &found.kind) {
            (true, SourceKind::Cluster) => misplaced::find(&found.whole, &found.outer, "LoggingInfo", schema),
            (true, SourceKind::Connector | SourceKind::Replicator) => {
                misplaced::find(&found.whole, &found.outer, "LogDelivery", schema)
            }
            _ => Vec::new(),
        };
        let file = document.path.rsplit('/').next().unwrap_or_default();
        let told = found.name.set().map_or_else(|| file.to_owned(), Text::to_string);
        let Some(address) = self.address(format!("{}/{told}", found.call), &found, &logs, &document.path)
        else {
            return;
        };
        let span = found.name.span.or(document.span);
        let place = self.place(address, span, &found.whole, home);
        let (kind, name, is_request) = (found.kind, found.name, found.is_request);
        self.model.sources.push(Source { kind, place, name, logs, misplaced, is_request });
    }

    /// `None` for what was shown before, as the list of clusters shows what the description of one does.
    fn address(&mut self, address: String, found: &Found, logs: &[LogConfig], path: &str) -> Option<String> {
        if self.addresses.insert(address.clone()) {
            return Some(address);
        }
        let same = |source: &Source| {
            !found.is_request
                && source.place.address == address
                && *source.place.home == *self.home_of(found.arn.as_ref())
                && said(&source.logs) == said(logs)
        };
        if self.model.sources.iter().any(same) {
            return None;
        }
        let again = format!("{address} in {path}");
        let numbered = (2..1000).map(|number| format!("{again} #{number}"));
        let free = std::iter::once(again.clone()).chain(numbered).find(|it| !self.addresses.contains(it))?;
        self.addresses.insert(free.clone());
        Some(free)
    }
}

fn find_any(value: &Setting<Value>, name: &str) -> bool {
    value.set().is_some_and(|value| find(value, name).is_some_and(|(_, member)| !member.value.is_null()))
}

fn cluster(info: &Setting<Value>) -> Found {
    let serverless =
        find_any(info, "Serverless") || literal(info, "ClusterType").as_deref() == Some("SERVERLESS");
    let kind = if serverless { SourceKind::ServerlessCluster } else { SourceKind::Cluster };
    let outer = match find_any(info, "Provisioned") {
        true => path(info, &["Provisioned", "LoggingInfo"]),
        false => field(info, "LoggingInfo"),
    };
    // `--query` may have left out what a description has.
    let is_whole = ["Provisioned", "CurrentBrokerSoftwareInfo", "BrokerNodeGroupInfo", "NumberOfBrokerNodes"];
    let outer =
        match outer.value.is_absent() && !serverless && !is_whole.iter().any(|name| find_any(info, name)) {
            true => {
                let why = Why::new("this is not the whole description of the cluster").at(info.span);
                Setting { value: Known::Unknown(why), span: info.span }
            }
            false => outer,
        };
    described(kind, "cluster", info, ["ClusterName", "ClusterArn"], outer)
}

fn described(
    kind: SourceKind,
    call: &'static str,
    value: &Setting<Value>,
    [name, arn]: [&str; 2],
    outer: Setting<Value>,
) -> Found {
    let arn = literal(value, arn).and_then(|text| Arn::parse(&text));
    Found { kind, call, name: text(value, name), arn, whole: value.clone(), outer, is_request: false }
}

fn schema(kind: SourceKind) -> Logs {
    match kind {
        SourceKind::Connector => OF_CONNECTOR,
        SourceKind::Replicator => OF_REPLICATOR,
        _ => OF_CLUSTER,
    }
}

fn logs(outer: &Setting<Value>, schema: Logs) -> Vec<LogConfig> {
    let mut configs = Vec::new();
    for (at, (log, name)) in schema.iter().enumerate() {
        let setting = field(outer, name);
        if at == 0 || !(setting.value.is_absent() || outer.set().is_none()) {
            configs.push(config(*log, &setting, key_span(outer, name)));
        }
    }
    configs
}

fn config(log: Log, setting: &Setting<Value>, span: Option<Span>) -> LogConfig {
    let mut config = LogConfig { span: span.or(setting.span), ..without_settings(log) };
    config.open = match &setting.value {
        Known::Unknown(why) => Some(why.clone()),
        Known::Absent => None,
        Known::Set(Value { kind: Kind::Object(object), .. }) => object.open.clone(),
        Known::Set(value) => Some(Why::fault(Fault::new("an object is wanted here", value.span))),
    };
    for (kind, name, argument) in DESTINATIONS {
        let found = field(setting, name);
        if setting.set().is_some_and(|value| find(value, name).is_some()) && !found.value.is_absent() {
            config.destinations.push(destination(&found, key_span(setting, name), kind, argument));
        }
    }
    config
}

fn destination(
    setting: &Setting<Value>,
    span: Option<Span>,
    kind: DestinationKind,
    argument: &str,
) -> Destination {
    Destination {
        kind,
        span: span.or(setting.span),
        exists: setting.value.why().map_or(Truth::Yes, |why| Truth::Unknown(why.clone())),
        enabled: flag(setting, "Enabled"),
        name: text(setting, argument),
        prefix: if kind == DestinationKind::S3 { text(setting, "Prefix") } else { Setting::absent() },
    }
}

fn without_settings(log: Log) -> LogConfig {
    LogConfig { log, span: None, destinations: Vec::new(), open: None }
}

/// Where logs go, in words that can be compared.
fn said(logs: &[LogConfig]) -> String {
    let mut said = String::new();
    for config in logs {
        said += config.log.word();
        for destination in &config.destinations {
            let name = destination.name.set().map(Text::to_string);
            let prefix = destination.prefix.set().map(Text::to_string);
            let on = destination.enabled.set();
            said += &format!(" {} {on:?} {name:?} {prefix:?}", destination.kind.word());
        }
    }
    said
}
