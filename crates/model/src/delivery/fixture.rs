//! Small models for tests: a cluster `orders` that logs to the bucket `logs`, and what to put around it.

use super::{Delivery, Link, LinkKind, Path};
use crate::{
    Bucket, BucketEncryption, BucketPolicy, Destination, DestinationKind, Home, Key, KeyOrigin, KeyPolicy,
    Log, LogConfig, Model, Place, PolicySetting, Source, SourceKind,
};
use iam::{Clause, Condition, Document, Effect, Entry, PrincipalKind, PrincipalSet, Principals, Statement};
use known::{FileId, Known, Setting, Shape, Span, Symbol, Text, Truth, Why};
use std::sync::Arc;

pub(super) use super::request::DELIVERY;

/// `${name}` is a symbol, `${account}` and `${region}` have their shapes.
pub(crate) fn text(source: &str) -> Text {
    let mut result = Text::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').unwrap();
        let symbol = Symbol::new(name, Why::new(format!("`{name}` has no value")));
        result.push_literal(before, None);
        result.push_symbol(match name {
            "account" => symbol.shaped(Shape::Account).nonempty(),
            "region" => symbol.shaped(Shape::Region).nonempty(),
            _ => symbol,
        });
        rest = after;
    }
    result.push_literal(rest, None);
    result
}

pub(crate) fn set<T>(value: T) -> Setting<T> {
    Setting { value: Known::Set(value), span: Some(span(1)) }
}

pub(crate) fn named(source: &str) -> Setting<Text> {
    set(text(source))
}

pub(crate) fn asked(question: &str) -> Why {
    Why::new(format!("`{question}` has no value")).asks(question)
}

fn span(start: u32) -> Span {
    Span { file: FileId(0), start, end: start + 1 }
}

/// Every address has a span of its own.
pub(crate) fn place(address: &str) -> Place {
    let at = address.bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    Place {
        address: address.to_owned(),
        span: Some(span(at % 1_000_000)),
        whole: None,
        exists: Truth::Yes,
        home: Arc::new(Home {
            account: "111122223333".into(),
            region: "eu-west-1".into(),
            partition: "aws".into(),
        }),
        hearsay: None,
        found: false,
    }
}

pub(crate) fn delivery_to(kind: DestinationKind, name: Setting<Text>) -> Destination {
    let enabled = set(true);
    Destination { kind, span: Some(span(2)), exists: Truth::Yes, enabled, name, prefix: Setting::absent() }
}

pub(crate) fn source(destinations: Vec<Destination>) -> Source {
    let logs = vec![LogConfig { log: Log::Broker, span: None, destinations, open: None }];
    Source {
        kind: SourceKind::Cluster,
        place: place("aws_msk_cluster.orders"),
        name: named("orders"),
        logs,
        misplaced: Vec::new(),
        is_request: false,
    }
}

pub(crate) fn bucket(address: &str, name: &str) -> Bucket {
    Bucket {
        place: place(address),
        name: text(name),
        name_span: Some(span(3)),
        ownership: Setting::absent(),
        object_lock: Setting::absent(),
        block_public_policy: Setting::absent(),
    }
}

pub(crate) fn bucket_policy(address: &str, bucket: &str, statements: Vec<Statement>) -> BucketPolicy {
    BucketPolicy { place: place(address), inline: false, bucket: named(bucket), policy: document(statements) }
}

pub(crate) fn document(statements: Vec<Statement>) -> PolicySetting {
    let version = Some("2012-10-17".into());
    set(Arc::new(Document { version, statements, ..Document::default() }))
}

pub(crate) fn encryption(bucket: &str, algorithm: &str, key: Setting<Text>) -> BucketEncryption {
    BucketEncryption {
        place: place("aws_s3_bucket_server_side_encryption_configuration.logs"),
        bucket: named(bucket),
        algorithm: named(algorithm),
        key,
        bucket_key: Setting::absent(),
    }
}

pub(crate) const KEY_ARN: &str = "arn:aws:kms:eu-west-1:111122223333:key/0000aaaa-key";

pub(crate) fn key(address: &str) -> Key {
    Key {
        place: place(address),
        origin: KeyOrigin::Kms,
        id: "0000aaaa-key".into(),
        arn: KEY_ARN.into(),
        enabled: Setting::absent(),
        spec: Setting::absent(),
        usage: Setting::absent(),
        material: Setting::absent(),
        state: Setting::absent(),
        aws_managed: false,
    }
}

pub(crate) fn key_policy(address: &str, inline: bool, policy: PolicySetting) -> KeyPolicy {
    KeyPolicy { place: place(address), inline, key: named(KEY_ARN), policy }
}

/// `service` is a service principal, `*` everyone, or an ARN.
pub(crate) fn statement(effect: Effect, principal: &str, actions: &[&str], resources: &[&str]) -> Statement {
    let kind = match principal {
        "*" => PrincipalKind::Everyone,
        arn if arn.starts_with("arn:") => PrincipalKind::Aws,
        _ => PrincipalKind::Service,
    };
    let set = PrincipalSet { kind, entries: entries(&[principal]), open: None };
    Statement {
        span: Some(span(4)),
        sid: None,
        effect: Known::Set(effect),
        principals: Some(Principals { span: None, negated: false, sets: vec![set], open: None }),
        actions: Some(Clause { entries: entries(actions), ..Clause::default() }),
        resources: Some(Clause { entries: entries(resources), ..Clause::default() }),
        conditions: Vec::new(),
        open_condition: None,
    }
}

fn entries(texts: &[&str]) -> Vec<Entry> {
    texts.iter().map(|it| Entry { text: text(it), span: None }).collect()
}

pub(crate) fn allow(principal: &str, actions: &[&str], resources: &[&str]) -> Statement {
    statement(Effect::Allow, principal, actions, resources)
}

pub(crate) fn deny(principal: &str, actions: &[&str], resources: &[&str]) -> Statement {
    statement(Effect::Deny, principal, actions, resources)
}

pub(crate) fn when(mut statement: Statement, operator: &str, key: &str, values: &[&str]) -> Statement {
    statement.conditions.push(Condition {
        span: None,
        operator: operator.to_owned(),
        key: text(key),
        key_span: None,
        values: entries(values),
        open: None,
    });
    statement
}

/// The two statements that AWS documents, without their conditions.
pub(crate) fn delivery_statements(bucket: &str) -> Vec<Statement> {
    let arn = format!("arn:aws:s3:::{bucket}");
    let objects = format!("{arn}/AWSLogs/111122223333/*");
    vec![allow(DELIVERY, &["s3:GetBucketAcl"], &[&arn]), allow(DELIVERY, &["s3:PutObject"], &[&objects])]
}

/// A cluster that logs to the declared bucket `logs`, and nothing else.
pub(crate) fn s3_model() -> Model {
    Model {
        sources: vec![source(vec![delivery_to(DestinationKind::S3, named("logs"))])],
        buckets: vec![bucket("aws_s3_bucket.logs", "logs")],
        ..Model::default()
    }
}

/// The path to `kind` of the first source.
pub(crate) fn path_to(model: &Model, kind: DestinationKind) -> Path {
    let delivery = Delivery::of(model, &model.sources[0]);
    delivery.paths.into_iter().find(|path| path.destination == kind).unwrap()
}

pub(crate) fn link(model: &Model, kind: LinkKind) -> Link {
    let s3 = path_to(model, DestinationKind::S3);
    s3.links.into_iter().find(|link| link.kind == kind).unwrap()
}

/// Verdict and causes: "broken: BucketKeyUnreadable".
pub(crate) fn outcome(link: &Link) -> String {
    let name = |cause: &super::Cause| {
        let kind = format!("{:?}", cause.kind);
        let name = kind.split([' ', '{', '(']).next().unwrap().to_owned();
        let certain = cause.confidence == crate::Confidence::Certain;
        if certain { name } else { name + "?" }
    };
    let causes: Vec<String> = link.causes.iter().map(name).collect();
    let verdict = link.verdict.word();
    if causes.is_empty() { verdict.to_owned() } else { format!("{verdict}: {}", causes.join(", ")) }
}
