//! Clusters, connectors and replicators, and their log delivery settings.

use super::{Item, Lower, key_span, member_of, misplaced, no_object, text};
use crate::value::{Kind, Value};
use model::known::{Known, Setting, Truth, Why};
use model::{Destination, DestinationKind, Log, LogConfig, Source, SourceKind};

/// How a resource type says where its logs go.
pub(super) struct Schema {
    pub kind: SourceKind,
    pub name: &'static str,
    /// The property around the logs: `LoggingInfo`.
    pub outer: &'static str,
    /// The logs in it, the main one first.
    pub logs: &'static [(Log, &'static str)],
}

static SCHEMAS: &[(&str, Schema)] = &[
    (
        "AWS::MSK::Cluster",
        Schema {
            kind: SourceKind::Cluster,
            name: "ClusterName",
            outer: "LoggingInfo",
            logs: &[(Log::Broker, "BrokerLogs"), (Log::Authorizer, "AuthorizerLogs")],
        },
    ),
    (
        "AWS::MSK::ServerlessCluster",
        Schema {
            kind: SourceKind::ServerlessCluster,
            name: "ClusterName",
            outer: "LoggingInfo",
            logs: &[(Log::Broker, "BrokerLogs")],
        },
    ),
    (
        "AWS::KafkaConnect::Connector",
        Schema {
            kind: SourceKind::Connector,
            name: "ConnectorName",
            outer: "LogDelivery",
            logs: &[(Log::Worker, "WorkerLogDelivery")],
        },
    ),
    (
        "AWS::MSK::Replicator",
        Schema {
            kind: SourceKind::Replicator,
            name: "ReplicatorName",
            outer: "LogDelivery",
            logs: &[(Log::Replicator, "ReplicatorLogDelivery")],
        },
    ),
];

/// Destinations: kind, property, and the property in it that names the destination.
pub(super) const DESTINATIONS: [(DestinationKind, &str, &str); 3] = [
    (DestinationKind::CloudWatch, "CloudWatchLogs", "LogGroup"),
    (DestinationKind::Firehose, "Firehose", "DeliveryStream"),
    (DestinationKind::S3, "S3", "Bucket"),
];

impl Lower<'_, '_> {
    pub(super) fn source(&mut self, item: &Item) {
        let Some((_, schema)) = SCHEMAS.iter().find(|(kind, _)| *kind == item.kind) else { return };
        if item.place.exists.is_no() {
            return;
        }
        let logs = match schema.kind {
            // There is nothing that AWS would read.
            SourceKind::ServerlessCluster => vec![without_settings(Log::Broker)],
            _ => self.logs(item, schema),
        };
        let misplaced = match self.ev.resource(item.stack, item.at) {
            Some(resource) => misplaced::find(resource.node, schema, &logs),
            None => Vec::new(),
        };
        let (kind, place, name) = (schema.kind, item.place.clone(), self.text(item, schema.name));
        self.model.sources.push(Source { kind, place, name, logs, misplaced, is_request: false });
    }

    fn logs(&mut self, item: &Item, schema: &Schema) -> Vec<LogConfig> {
        let outer = self.property(item, schema.outer);
        let mut configs = Vec::new();
        for (at, (log, name)) in schema.logs.iter().enumerate() {
            let setting = member_of(&outer, name);
            let is_main = at == 0;
            if is_main || !(setting.value.is_absent() || outer.set().is_none()) {
                configs.push(self.log(*log, &setting, key_span(&outer, name)));
            }
        }
        configs
    }

    fn log(&mut self, log: Log, setting: &Setting<Value>, span: Option<model::known::Span>) -> LogConfig {
        let mut config = LogConfig { span: span.or(setting.span), ..without_settings(log) };
        config.open = match &setting.value {
            Known::Unknown(why) => Some(why.clone()),
            Known::Set(Value { kind: Kind::Object(_), .. }) | Known::Absent => None,
            Known::Set(value) => Some(Why::fault(no_object(value))),
        };
        if config.open.is_some() {
            return config;
        }
        for (kind, name, argument) in DESTINATIONS {
            let found = member_of(setting, name);
            if !found.value.is_absent() {
                let span = key_span(setting, name);
                config.destinations.push(self.destination(&found, span, kind, argument));
            }
        }
        config
    }

    fn destination(
        &mut self,
        setting: &Setting<Value>,
        span: Option<model::known::Span>,
        kind: DestinationKind,
        argument: &str,
    ) -> Destination {
        let prefix = match kind {
            DestinationKind::S3 => text(member_of(setting, "Prefix")),
            _ => Setting::absent(),
        };
        let enabled = self.flag(member_of(setting, "Enabled"));
        Destination {
            kind,
            span: span.or(setting.span),
            exists: exists(setting),
            enabled,
            name: text(member_of(setting, argument)),
            prefix,
        }
    }
}

fn without_settings(log: Log) -> LogConfig {
    LogConfig { log, span: None, destinations: Vec::new(), open: None }
}

/// An object that is not known may not be there.
fn exists(setting: &Setting<Value>) -> Truth {
    let unknown = |why: &Why| Truth::Unknown(why.clone());
    setting.value.why().map_or(Truth::Yes, unknown)
}
