//! Clusters, connectors and replicators, and their log delivery blocks.

use super::{Item, Lower, misplaced};
use crate::terraform::eval::Part;
use model::known::{Setting, Why};
use model::{Destination, DestinationKind, Log, LogConfig, Source, SourceKind};

/// How a resource type says where its logs go.
pub(super) struct Schema {
    pub kind: SourceKind,
    pub log: Log,
    pub name: &'static str,
    /// The block around the block of the log, and that one: `logging_info`, `broker_logs`.
    pub outer: &'static str,
    pub inner: &'static str,
    /// Nested attributes in place of blocks (`awscc`).
    pub attributes: bool,
}

const fn schema(
    kind: SourceKind,
    log: Log,
    name: &'static str,
    outer: &'static str,
    inner: &'static str,
    attributes: bool,
) -> Schema {
    Schema { kind, log, name, outer, inner, attributes }
}

static SCHEMAS: &[(&str, Schema)] = &[
    (
        "aws_msk_cluster",
        schema(SourceKind::Cluster, Log::Broker, "cluster_name", "logging_info", "broker_logs", false),
    ),
    (
        "aws_msk_serverless_cluster",
        schema(
            SourceKind::ServerlessCluster,
            Log::Broker,
            "cluster_name",
            "logging_info",
            "broker_logs",
            false,
        ),
    ),
    (
        "aws_mskconnect_connector",
        schema(SourceKind::Connector, Log::Worker, "name", "log_delivery", "worker_log_delivery", false),
    ),
    (
        "aws_msk_replicator",
        schema(
            SourceKind::Replicator,
            Log::Replicator,
            "replicator_name",
            "log_delivery",
            "replicator_log_delivery",
            false,
        ),
    ),
    (
        "awscc_msk_cluster",
        schema(SourceKind::Cluster, Log::Broker, "cluster_name", "logging_info", "broker_logs", true),
    ),
    (
        "awscc_msk_serverless_cluster",
        schema(
            SourceKind::ServerlessCluster,
            Log::Broker,
            "cluster_name",
            "logging_info",
            "broker_logs",
            true,
        ),
    ),
    (
        "awscc_kafkaconnect_connector",
        schema(
            SourceKind::Connector,
            Log::Worker,
            "connector_name",
            "log_delivery",
            "worker_log_delivery",
            true,
        ),
    ),
    (
        "awscc_msk_replicator",
        schema(
            SourceKind::Replicator,
            Log::Replicator,
            "replicator_name",
            "log_delivery",
            "replicator_log_delivery",
            true,
        ),
    ),
];

/// Destination blocks: kind, block name, argument that names the destination.
pub(super) const DESTINATIONS: [(DestinationKind, &str, &str); 3] = [
    (DestinationKind::CloudWatch, "cloudwatch_logs", "log_group"),
    (DestinationKind::Firehose, "firehose", "delivery_stream"),
    (DestinationKind::S3, "s3", "bucket"),
];

impl<'r> Lower<'_, 'r> {
    pub(super) fn source(&mut self, item: &Item<'r>) {
        let Some((_, schema)) = SCHEMAS.iter().find(|(kind, _)| *kind == item.kind) else { return };
        let place = self.place(item);
        if place.exists.is_no() {
            return;
        }
        let broken = item.part.is_unread();
        let logs = match (broken, schema.kind) {
            (true, _) => {
                let why = Why::new(format!("`{}` could not be read", place.address)).at(place.span);
                vec![LogConfig {
                    log: schema.log,
                    span: place.span,
                    destinations: Vec::new(),
                    open: Some(why),
                }]
            }
            // There is nothing that AWS would read.
            (_, SourceKind::ServerlessCluster) => {
                vec![LogConfig { log: schema.log, span: None, destinations: Vec::new(), open: None }]
            }
            _ => self.logs(item, schema),
        };
        self.removals(item, schema, &logs);
        let mut misplaced = misplaced::find(self.ev, &item.part, schema);
        misplaced.extend(misplaced::switches(&logs));
        misplaced.extend(misplaced::outside(self.ev, item.instance.module, &item.part, schema));
        let name = self.text(&item.part, schema.name);
        self.model.sources.push(Source {
            kind: schema.kind,
            place,
            name,
            logs,
            misplaced,
            is_request: false,
        });
    }

    fn logs(&mut self, item: &Item<'r>, schema: &Schema) -> Vec<LogConfig> {
        let mut logs = vec![self.log(item, schema, schema.log, schema.inner)];
        // The `aws` provider has no authorizer logs yet.
        if schema.attributes && schema.kind == SourceKind::Cluster {
            let authorizer = self.log(item, schema, Log::Authorizer, "authorizer_logs");
            if authorizer.span.is_some() {
                logs.push(authorizer);
            }
        }
        logs
    }

    fn log(&mut self, item: &Item<'r>, schema: &Schema, log: Log, inner: &str) -> LogConfig {
        // Whether the source is there is said of the source: its blocks are there if it is.
        let source = item.part.clone().if_there();
        let outer = if schema.attributes {
            self.ev.objects(&source, schema.outer)
        } else {
            self.ev.blocks(&source, schema.outer)
        };
        let mut config = LogConfig { log, span: None, destinations: Vec::new(), open: None };
        for block in outer.iter().filter(|block| !block.exists.is_no()) {
            for logs in self.ev.blocks(block, inner).iter().filter(|logs| !logs.exists.is_no()) {
                config.span = config.span.or(logs.span);
                for (kind, name, argument) in DESTINATIONS {
                    for part in self.ev.blocks(logs, name) {
                        let destination = self.destination(&part, kind, argument);
                        let listed = config.destinations.iter().any(|other: &Destination| other.kind == kind);
                        if !destination.exists.is_no() && !listed {
                            config.destinations.push(destination);
                        }
                    }
                }
            }
        }
        config
    }

    fn destination(&mut self, part: &Part<'r>, kind: DestinationKind, argument: &str) -> Destination {
        let prefix = match kind {
            DestinationKind::S3 => self.text(part, "prefix"),
            _ => Setting::absent(),
        };
        Destination {
            kind,
            span: part.span,
            exists: part.exists.clone(),
            enabled: self.flag(part, "enabled"),
            name: self.text(part, argument),
            prefix,
        }
    }
}
