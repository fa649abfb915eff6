//! Policies by themselves: what kind each is, and a source that is assumed in order to judge it.

use super::document::Document;
use crate::input::{PolicyKind, Settings};
use crate::reading::Record;
use crate::value::{Kind, List, Member, Object, Shared, Value};
use model::iam::{Document as Policy, PrincipalKind, Statement};
use model::known::{Known, Part, Setting, Span, Symbol, Text, Truth, Why, order};
use model::{
    Bucket, BucketEncryption, BucketPolicy, Destination, DestinationKind, Home, Identity, IdentityKind,
    KeyPolicy, Log, LogConfig, Model, Place, PolicySetting, PolicySource, Source, SourceKind,
};
use std::sync::Arc;

const DELIVERY: &str = "delivery.logs.amazonaws.com";

/// A policy that nothing here uses.
#[derive(Clone, Debug)]
pub(super) struct Loose {
    pub path: String,
    policy: PolicySetting,
    kind: Option<PolicyKind>,
    named: bool,
    names_delivery: bool,
    span: Option<Span>,
    whole: Option<Span>,
}

/// A policy, and what is assumed around it.
#[derive(Debug)]
pub struct Assumed {
    pub path: String,
    pub model: Model,
}

impl Loose {
    pub fn new(document: &Document, policy: PolicySetting, kind: Option<PolicyKind>) -> Loose {
        Loose {
            path: document.path.clone(),
            span: policy.span.or(document.span),
            whole: document.value.span,
            policy,
            kind,
            named: document.named,
            names_delivery: document.names_delivery,
        }
    }
}

/// Told from what a policy says; `None` for those that are not on any way of logs.
pub(super) fn kind_of(policy: &Policy) -> Option<PolicyKind> {
    let says = |start: &str| {
        let actions = policy.statements.iter().filter_map(|it| it.actions.as_ref());
        let mut entries = actions.flat_map(|clause| &clause.entries);
        entries.any(|entry| first_literal(&entry.text).to_ascii_lowercase().starts_with(start))
    };
    let of_bucket = || resources(policy).any(is_bucket_arn);
    let anybody = policy.statements.iter().any(|it| it.principals.is_some());
    match () {
        () if !anybody && policy.statements.is_empty() => None,
        () if !anybody => Some(PolicyKind::Identity),
        () if of_bucket() => Some(PolicyKind::Bucket),
        () if says("kms:") => Some(PolicyKind::Key),
        () => None,
    }
}

fn first_literal(text: &Text) -> &str {
    match text.parts().first() {
        Some(Part::Literal(text, _)) => text,
        _ => "",
    }
}

fn resources(policy: &Policy) -> impl Iterator<Item = &Text> {
    let clauses = policy.statements.iter().filter_map(|it| it.resources.as_ref());
    clauses.flat_map(|clause| &clause.entries).map(|entry| &entry.text)
}

fn is_bucket_arn(text: &Text) -> bool {
    let first = first_literal(text);
    first.starts_with("arn:") && first.split(':').nth(2) == Some("s3") && first.contains(":s3:::")
}

/// The name of the one bucket that all resources are of.
pub(super) fn bucket_of(policy: &Policy) -> Option<Text> {
    let mut names = resources(policy).filter(|text| is_bucket_arn(text)).map(|text| {
        let name = text.split(':').into_iter().nth(5)?;
        let name = name.split('/').into_iter().next()?;
        let literal = |part: &Part| matches!(part, Part::Literal(text, _) if text.contains(['*', '?', '$']));
        (!name.is_empty().is_yes() && !name.parts().iter().any(literal)).then_some(name)
    });
    let first = names.next()??;
    names.all(|name| name.is_some_and(|name| name.equals(&first).is_yes())).then_some(first)
}

/// Statements that name log delivery.
fn of_delivery(policy: &Policy) -> impl Iterator<Item = &Statement> {
    policy.statements.iter().filter(|statement| {
        let sets = statement.principals.iter().flat_map(|principals| &principals.sets);
        let mut services = sets.filter(|set| set.kind == PrincipalKind::Service).flat_map(|set| &set.entries);
        services.any(|entry| entry.text.known().as_deref() == Some(DELIVERY))
    })
}

/// Keys below which the statements for log delivery admit objects.
fn written_keys(policy: &Policy) -> Vec<String> {
    let clauses = of_delivery(policy).filter_map(|it| it.resources.as_ref());
    let texts = clauses.flat_map(|clause| &clause.entries).map(|entry| entry.text.to_string());
    texts.filter_map(|text| Some(text.split_once(":::")?.1.split_once('/')?.1.to_owned())).collect()
}

/// Log delivery serves many services: their folder under the account says which.
fn is_for_others(policy: &Policy) -> bool {
    let keys = written_keys(policy);
    let other = |key: &String| {
        let behind = key.split_once("AWSLogs/").and_then(|(_, rest)| rest.split_once('/'));
        let folder = behind.map(|(_, rest)| rest.split('/').next().unwrap_or_default()).unwrap_or_default();
        folder.starts_with(|c: char| c.is_ascii_alphabetic()) && !folder.starts_with("Kafka")
    };
    !keys.is_empty() && keys.iter().all(other)
}

/// What stands before `AWSLogs` in the statements for log delivery.
fn prefix_of(policy: &Policy) -> Setting<Text> {
    let keys = written_keys(policy);
    let prefix = keys.iter().find_map(|key| {
        let before = key.split("AWSLogs").next().unwrap_or_default();
        let plain = before.split(['*', '?', '$']).next().unwrap_or_default().trim_end_matches('/');
        (!plain.is_empty()).then(|| plain.to_owned())
    });
    Setting { value: prefix.map_or(Known::Absent, |prefix| Known::Set(Text::literal(prefix))), span: None }
}

/// What is filled in before a policy is put: `${bucket}`, `{{bucket}}`, `<bucket>`.
pub(super) fn with_placeholders(value: Setting<Value>) -> Setting<Value> {
    let span = value.span;
    Setting { value: value.value.and_then(|value| Known::Set(filled(&value))), span }
}

/// Bounded by the depth that the parser allows.
fn filled(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::Text(text) => Kind::Text(with_symbols(text)),
        Kind::List(list) => {
            let items = list.items.iter().map(filled).collect();
            Kind::List(Shared::new(List { items, open: list.open.clone(), ..List::clone(list) }))
        }
        Kind::Object(object) => {
            let member = |(name, member): (&String, &Member)| {
                (name.clone(), Member { key: member.key, value: filled(&member.value) })
            };
            let members = order::map(object.members.iter().map(member));
            Kind::Object(Shared::new(Object { members, ..Object::clone(object) }))
        }
        other => other.clone(),
    };
    Value::new(kind, value.span)
}

fn with_symbols(text: &Text) -> Text {
    let Some(known) = text.known() else { return text.clone() };
    let Some((before, name, behind)) = placeholder(&known) else { return text.clone() };
    let why = Why::new(format!("`{name}` is filled in later")).at(text.span());
    let symbol = Symbol::new(name.clone(), why).nonempty();
    Text::literal_at(before, text.at())
        .then(&Text::symbol(symbol))
        .then(&with_symbols(&Text::literal(behind)))
}

/// The first one. Variables of the policy language have a colon in their names.
fn placeholder(text: &str) -> Option<(String, String, String)> {
    let found = [("${", "}"), ("{{", "}}"), ("<", ">")].iter().filter_map(|(open, close)| {
        let (before, rest) = text.split_once(open)?;
        let (name, behind) = rest.split_once(close)?;
        let plain = |c: char| c.is_alphanumeric() || "_.- ".contains(c);
        (!name.trim().is_empty() && name.chars().all(plain)).then(|| (before, name.trim(), behind))
    });
    let (before, name, behind) = found.min_by_key(|(before, ..)| before.len())?;
    Some((before.to_owned(), name.to_owned(), behind.to_owned()))
}

/// Those that name log delivery or that the user named, each with its source.
pub(super) fn assumed(
    loose: Vec<Loose>,
    home: &Arc<Home>,
    settings: &Settings,
    record: &Record,
) -> Vec<Assumed> {
    let mut found = Vec::new();
    for it in loose {
        let said = settings.policy_kind.is_some() && it.named;
        let wanted =
            it.named || (it.names_delivery && !it.policy.set().is_some_and(|own| is_for_others(own)));
        match it.kind {
            Some(kind) if wanted && (said || speaks(&it, kind)) => {
                let model = Judged { it: &it, home, said }.model(kind);
                found.push(Assumed { path: it.path.clone(), model });
            }
            _ if it.named => {
                let text = "nothing says what this policy is for: `--policy-kind` does";
                record.problem(&it.path, it.span, text);
            }
            _ => {}
        }
    }
    found
}

/// An identity is judged if it sets up what emits logs; the policy of a bucket or key in any case.
fn speaks(it: &Loose, kind: PolicyKind) -> bool {
    let deploys = |policy: &Policy| {
        let actions = policy.statements.iter().filter_map(|it| it.actions.as_ref());
        let mut entries = actions.flat_map(|clause| &clause.entries).map(|entry| entry.text.to_string());
        entries.any(|action| action == "*" || action.to_ascii_lowercase().starts_with("kafka:"))
    };
    kind != PolicyKind::Identity || it.policy.set().is_some_and(|policy| deploys(policy))
}

/// A policy that is to be judged.
struct Judged<'a> {
    it: &'a Loose,
    home: &'a Arc<Home>,
    /// The user says what it is.
    said: bool,
}

impl Judged<'_> {
    fn place(&self, address: &str) -> Place {
        Place {
            address: address.to_owned(),
            span: self.it.span,
            whole: self.it.whole,
            exists: Truth::Yes,
            home: self.home.clone(),
            hearsay: None,
            found: false,
        }
    }

    /// Something that is assumed, and stands nowhere.
    fn around(&self, address: &str) -> Place {
        Place { span: None, whole: None, ..self.place(address) }
    }

    fn model(&self, kind: PolicyKind) -> Model {
        match kind {
            PolicyKind::Bucket => self.of_bucket(),
            PolicyKind::Key => self.of_key(),
            PolicyKind::Identity => self.of_identity(),
        }
    }

    /// A symbol that stands for something of which only the policy is given.
    fn open(&self, name: &str, why: &str) -> Text {
        let name = format!("{name} of {}", self.it.path);
        Text::symbol(Symbol::new(name, Why::new(why).at(self.it.span)).nonempty())
    }

    fn source(&self, destinations: Vec<Destination>) -> Source {
        let mut place = self.place(&self.it.path);
        place.hearsay = (!self.said).then(|| "a guess".to_owned());
        Source {
            kind: SourceKind::Policy,
            place,
            name: Setting::absent(),
            logs: vec![LogConfig { log: Log::Broker, span: None, destinations, open: None }],
            misplaced: Vec::new(),
            is_request: false,
        }
    }

    fn destination(&self, kind: DestinationKind, name: Text, prefix: Setting<Text>) -> Destination {
        Destination {
            kind,
            span: None,
            exists: Truth::Yes,
            enabled: Setting { value: Known::Set(true), span: None },
            name: Setting { value: Known::Set(name), span: None },
            prefix,
        }
    }

    fn bucket(&self, name: &Text) -> Bucket {
        let absent = Setting::absent;
        Bucket {
            place: self.around("the bucket"),
            name: name.clone(),
            name_span: None,
            ownership: absent(),
            object_lock: Setting::absent(),
            block_public_policy: Setting::absent(),
        }
    }

    fn of_bucket(&self) -> Model {
        let told = self.it.policy.set().and_then(|policy| bucket_of(policy));
        let name =
            told.unwrap_or_else(|| self.open("bucket", "the policy does not say of which bucket it is"));
        let prefix = self.it.policy.set().map_or_else(Setting::absent, |policy| prefix_of(policy));
        let policy = BucketPolicy {
            place: self.place(&self.it.path),
            inline: false,
            bucket: Setting { value: Known::Set(name.clone()), span: None },
            policy: self.it.policy.clone(),
        };
        Model {
            buckets: vec![self.bucket(&name)],
            sources: vec![self.source(vec![self.destination(DestinationKind::S3, name, prefix)])],
            bucket_policies: vec![policy],
            ..Model::default()
        }
    }

    fn of_key(&self) -> Model {
        let bucket = self.open("bucket", "which bucket is encrypted with the key is not known");
        let key = self.open("key", "the ARN of the key is not known");
        let set = |text: &Text| Setting { value: Known::Set(text.clone()), span: None };
        let encryption = BucketEncryption {
            place: self.around("the encryption of the bucket"),
            bucket: set(&bucket),
            algorithm: set(&"aws:kms".into()),
            key: set(&key),
            bucket_key: Setting { value: self.bucket_key(), span: None },
        };
        let policy = KeyPolicy {
            place: self.place(&self.it.path),
            inline: false,
            key: set(&key),
            policy: self.it.policy.clone(),
        };
        Model {
            buckets: vec![self.bucket(&bucket)],
            sources: vec![self.source(vec![self.destination(
                DestinationKind::S3,
                bucket,
                Setting::absent(),
            )])],
            bucket_encryptions: vec![encryption],
            key_policies: vec![policy],
            keys: vec![self.key(&key)],
            ..Model::default()
        }
    }

    /// Whether the bucket has a Bucket Key is not known; it matters only to conditions on the object.
    fn bucket_key(&self) -> Known<bool> {
        Known::Unknown(Why::new("whether the bucket has an S3 Bucket Key is not known").at(self.it.span))
    }

    fn key(&self, arn: &Text) -> model::Key {
        model::Key {
            place: self.around("the key"),
            origin: model::KeyOrigin::Kms,
            id: self.open("key id", "the ID of the key is not known"),
            arn: arn.clone(),
            enabled: Setting::absent(),
            spec: Setting::absent(),
            usage: Setting::absent(),
            material: Setting::absent(),
            state: Setting::absent(),
            aws_managed: false,
        }
    }

    fn of_identity(&self) -> Model {
        let kinds = self.it.policy.set().map(|policy| destinations_of(policy)).unwrap_or_default();
        let name = |kind: DestinationKind| {
            self.open(kind.word(), "where the logs go is not said by a policy of whoever deploys")
        };
        let destinations =
            kinds.into_iter().map(|kind| self.destination(kind, name(kind), Setting::absent())).collect();
        let identity = Identity {
            place: self.place(&self.it.path),
            kind: IdentityKind::Role,
            name: self.open("role", "whose policy this is is not known"),
            arn: self.open("role arn", "whose policy this is is not known"),
            policies: vec![PolicySource::Inline(self.place(&self.it.path), self.it.policy.clone())],
            boundary: Setting::absent(),
            trust: Setting::absent(),
            deploys: self.said,
        };
        Model { sources: vec![self.source(destinations)], identities: vec![identity], ..Model::default() }
    }
}

/// The destinations that a policy of a deployer speaks of; all of them where it speaks of none.
fn destinations_of(policy: &Policy) -> Vec<DestinationKind> {
    let actions = policy.statements.iter().filter_map(|it| it.actions.as_ref());
    let entries: Vec<String> = actions
        .flat_map(|clause| &clause.entries)
        .map(|entry| entry.text.to_string().to_ascii_lowercase())
        .collect();
    let says = |words: &[&str]| entries.iter().any(|action| words.iter().any(|word| action.contains(word)));
    let mut found = Vec::new();
    if says(&["resourcepolic"]) {
        found.push(DestinationKind::CloudWatch);
    }
    if says(&["firehose:"]) {
        found.push(DestinationKind::Firehose);
    }
    if says(&["bucketpolicy"]) {
        found.push(DestinationKind::S3);
    }
    if found.is_empty() { DestinationKind::ALL.to_vec() } else { found }
}
