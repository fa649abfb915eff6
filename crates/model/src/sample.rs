//! More of what models for tests are made of: identities, log groups and streams, beside the buckets
//! and keys of the delivery fixture.

use crate::delivery::fixture::{KEY_ARN, allow, document, named, place, set, text};
use crate::{
    DestinationKind, Home, Identity, IdentityKind, Log, LogConfig, LogGroup, PolicySource, Source,
    SourceKind, Stream, StreamInput, delivery::fixture,
};
use iam::{Effect, Statement};
use known::{Known, Setting, Truth, Why};
use std::sync::Arc;

pub(crate) const ACCOUNT: &str = "111122223333";

/// A home of which only the partition is known.
pub(crate) fn unknown_home() -> Arc<Home> {
    Arc::new(Home { account: text("${account}"), region: text("${region}"), partition: "aws".into() })
}

/// The value of a variable without one.
pub(crate) fn open<T>() -> Setting<T> {
    Setting { value: Known::Unknown(Why::new("`var.x` has no value")), span: None }
}

/// A statement for whoever has the policy.
pub(crate) fn grant(actions: &[&str], resources: &[&str]) -> Statement {
    Statement { principals: None, ..allow("*", actions, resources) }
}

pub(crate) fn refuse(actions: &[&str], resources: &[&str]) -> Statement {
    Statement { effect: Known::Set(Effect::Deny), ..grant(actions, resources) }
}

/// A statement of a trust policy, which has no resource.
pub(crate) fn trust(service: &str) -> Statement {
    Statement { resources: None, ..allow(service, &["sts:AssumeRole"], &[]) }
}

pub(crate) fn identity(kind: IdentityKind, name: &str) -> Identity {
    let noun = match kind {
        IdentityKind::Role => "role",
        IdentityKind::User => "user",
        IdentityKind::Group => "group",
    };
    Identity {
        place: place(&format!("aws_iam_{noun}.{name}")),
        kind,
        name: name.into(),
        arn: text(&format!("arn:aws:iam::{ACCOUNT}:{noun}/{name}")),
        policies: Vec::new(),
        boundary: Setting::absent(),
        trust: Setting::absent(),
        deploys: false,
    }
}

pub(crate) fn inline(statements: &[Statement]) -> PolicySource {
    PolicySource::Inline(place("inline"), document(statements.to_vec()))
}

pub(crate) fn managed(arn: &str) -> PolicySource {
    PolicySource::Managed(named(arn))
}

/// A source with one destination that is on.
pub(crate) fn source(kind: SourceKind, destination: DestinationKind, name: &str) -> Source {
    let (log, noun) = match kind {
        SourceKind::Connector => (Log::Worker, "aws_mskconnect_connector"),
        SourceKind::Replicator => (Log::Replicator, "aws_msk_replicator"),
        _ => (Log::Broker, "aws_msk_cluster"),
    };
    let destinations = vec![fixture::delivery_to(destination, named(name))];
    let logs = vec![LogConfig { log, span: None, destinations, open: None }];
    Source { kind, place: place(&format!("{noun}.orders")), logs, ..fixture::source(Vec::new()) }
}

pub(crate) fn log_group(name: &str) -> LogGroup {
    LogGroup {
        place: place("aws_cloudwatch_log_group.logs"),
        name: text(name),
        name_span: None,
        arn: text(&format!("arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:{name}")),
        key: Setting::absent(),
        class: Setting::absent(),
    }
}

/// A stream that takes records and writes them to the bucket `archive` with the role `stream`.
pub(crate) fn stream(name: &str) -> Stream {
    Stream {
        place: place("aws_kinesis_firehose_delivery_stream.logs"),
        name: text(name),
        name_span: None,
        arn: text(&format!("arn:aws:firehose:eu-west-1:{ACCOUNT}:deliverystream/{name}")),
        input: set(StreamInput::DirectPut),
        tag: named("true"),
        tag_ignored: Truth::No,
        role: named(&format!("arn:aws:iam::{ACCOUNT}:role/stream")),
        bucket: named("arn:aws:s3:::archive"),
        key: Setting::absent(),
    }
}

pub(crate) fn key_id() -> &'static str {
    KEY_ARN.rsplit('/').next().unwrap_or_default()
}
