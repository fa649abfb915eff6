//! What follows from a change for the logs: asks the rules about the sources that it touches, with
//! the policies and keys that the events so far have shown.

use super::Note;
use super::account::{Account, key_id, known, targets};
use readers::cloudtrail::{Change, Event, bucket_of_nobody, change, destination_of_nobody};
use readers::model::delivery::{Delivery, LinkKind, LinkVerdict};
use readers::model::known::{Known, Setting, Text};
use readers::model::{
    BucketEncryption, BucketPolicy, DestinationKind, Finding, Home, Key, KeyOrigin, KeyPolicy, Model, Place,
    PolicySetting, Severity, Source,
};
use rules::Rule;
use std::sync::Arc;

/// What logs do not show is no finding.
const NOT_SHOWN: [&str; 2] = ["undeclared-destination", "bucket-policy-left-to-aws"];

/// Judges with what is known at one point in time.
pub struct Judge<'a> {
    pub events: &'a [Event],
    pub account: &'a Account,
    pub rules: &'a [&'static Rule],
}

impl Judge<'_> {
    /// The settings themselves, with all that is known on the way of the logs.
    pub fn source(&self, source: &Source) -> Vec<Note> {
        let mut model = Model { sources: vec![source.clone()], ..Model::default() };
        for target in targets(source).into_iter().filter(|it| it.kind == DestinationKind::S3) {
            if let Some(Some(at)) = self.account.policies.get(&target.name) {
                let policy = self.event(*at).and_then(|event| Some((event, policy_of(event)?)));
                model
                    .bucket_policies
                    .extend(policy.map(|(event, policy)| bucket_policy(event, &target.name, policy)));
            }
            self.encrypt(&mut model, &target.name);
        }
        self.findings(&model)
    }

    /// A policy that was just written, for each source that logs to the bucket, or for a cluster of
    /// which nothing else is known.
    pub fn bucket_policy(&self, event: &Event, bucket: &str, policy: &PolicySetting) -> Vec<Note> {
        let sources = self.users_or_nobody(event, bucket);
        self.each(&sources, LinkKind::BucketPolicy, |model| {
            model.bucket_policies.push(bucket_policy(event, bucket, policy.clone()));
        })
    }

    pub fn encryption(&self, event: &Event, bucket: &str) -> Vec<Note> {
        let sources = self.users_or_nobody(event, bucket);
        let mut notes = self.each(&sources, LinkKind::BucketKey, |model| self.encrypt(model, bucket));
        for note in self.each(&sources, LinkKind::KeyPolicy, |model| self.encrypt(model, bucket)) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }

    pub fn key_policy(&self, event: &Event, key: &str, policy: &PolicySetting) -> Vec<Note> {
        let buckets = self.account.buckets_of(key);
        let key_policy = |key: Text| KeyPolicy {
            place: place("the policy of the key", event.home()),
            inline: true,
            key: set(key),
            policy: policy.clone(),
        };
        if buckets.is_empty() {
            let (bucket, home) = (bucket_of_nobody(), event.home());
            let arn = key_arn(event, key);
            let encryption = BucketEncryption {
                place: place("the encryption of a bucket", home.clone()),
                bucket: set(bucket.clone()),
                algorithm: set(Text::literal("aws:kms")),
                key: set(arn.clone()),
                bucket_key: Setting { value: Known::Absent, span: None },
            };
            let nobody = destination_of_nobody(bucket, home);
            return self.each(&[&nobody], LinkKind::KeyPolicy, |model| {
                model.bucket_encryptions.push(encryption.clone());
                model.key_policies.push(key_policy(arn.clone()));
            });
        }
        let mut notes = Vec::new();
        for bucket in buckets {
            let sources = self.users_or_nobody(event, &bucket);
            let found = self.each(&sources, LinkKind::KeyPolicy, |model| self.encrypt(model, &bucket));
            notes.extend(found.into_iter().filter(|note| !notes.contains(note)).collect::<Vec<_>>());
        }
        notes
    }

    fn event(&self, at: usize) -> Option<&Event> {
        self.events.get(at)
    }

    fn encryption_at(&self, at: usize) -> Option<BucketEncryption> {
        match change(self.event(at)?) {
            Change::Encryption(encryption) => encryption.map(|it| *it),
            _ => None,
        }
    }

    fn users_or_nobody(&self, event: &Event, bucket: &str) -> Vec<Source> {
        let users: Vec<Source> =
            self.account.users(DestinationKind::S3, bucket).into_iter().cloned().collect();
        match users.is_empty() {
            true => vec![destination_of_nobody(Text::literal(bucket), event.home())],
            false => users,
        }
    }

    /// Adds what the events say of the encryption of a bucket.
    fn encrypt(&self, model: &mut Model, bucket: &str) {
        let Some(Some((at, _))) = self.account.encryptions.get(bucket) else { return };
        let Some(encryption) = self.encryption_at(*at) else { return };
        if let Some(key) = known(&encryption.key.value) {
            let id = key_id(&key).to_owned();
            let policy = self.account.key_policies.get(&id).and_then(|at| {
                let event = self.event(*at)?;
                Some((event, policy_of(event)?))
            });
            model.key_policies.extend(policy.map(|(event, policy)| KeyPolicy {
                place: place("the policy of the key", event.home()),
                inline: true,
                key: set(Text::literal(key.clone())),
                policy,
            }));
            if let Some(state) = self.account.key_states.get(&id) {
                model.keys.push(known_key(&encryption, &key, &id, state));
            }
        }
        model.bucket_encryptions.push(encryption);
    }

    /// Notes on one link of the paths to S3, for each source.
    fn each<S: std::borrow::Borrow<Source>>(
        &self,
        sources: &[S],
        link: LinkKind,
        furnish: impl Fn(&mut Model),
    ) -> Vec<Note> {
        let mut notes: Vec<Note> = Vec::new();
        for source in sources {
            let mut model = Model { sources: vec![source.borrow().clone()], ..Model::default() };
            furnish(&mut model);
            let mut found = self.findings(&model);
            found.retain(|note| note.rule.is_some_and(|rule| speaks_of(rule, link)));
            if found.is_empty() {
                found.extend(verdict(&model, link));
            }
            notes.extend(found.into_iter().filter(|note| !notes.contains(note)).collect::<Vec<_>>());
        }
        notes
    }

    fn findings(&self, model: &Model) -> Vec<Note> {
        let mut notes: Vec<Note> = Vec::new();
        for source in &model.sources {
            let delivery = Delivery::of(model, source);
            for finding in self.rules.iter().flat_map(|rule| (rule.check)(&delivery)) {
                let note = note(finding);
                if !notes.contains(&note) && !note.rule.is_some_and(|rule| NOT_SHOWN.contains(&rule)) {
                    notes.push(note);
                }
            }
        }
        notes.sort_by_key(|note| std::cmp::Reverse(note.severity));
        notes
    }
}

fn note(finding: Finding) -> Note {
    Note {
        rule: Some(finding.rule),
        confidence: finding.confidence,
        help: Some(finding.help),
        ..Note::new(finding.severity, finding.message)
    }
}

/// Whether a rule is about this link of a path to S3.
fn speaks_of(rule: &str, link: LinkKind) -> bool {
    match link {
        LinkKind::BucketPolicy => rule.starts_with("bucket-policy-") || rule == "wrong-service-principal",
        LinkKind::BucketKey => rule.starts_with("bucket-key-") || rule == "unusable-key",
        LinkKind::KeyPolicy => rule.starts_with("key-policy-") || rule == "wrong-service-principal",
        _ => false,
    }
}

/// What a link says that no rule has anything against.
fn verdict(model: &Model, kind: LinkKind) -> Option<Note> {
    let delivery = Delivery::of(model, model.sources.first()?);
    let path = delivery.paths.iter().find(|path| path.destination == DestinationKind::S3)?;
    let link = path.links.iter().find(|link| link.kind == kind)?;
    match link.verdict {
        LinkVerdict::Ok => Some(Note::new(Severity::Info, format!("log delivery is admitted: {}", link.why))),
        LinkVerdict::Unknown => {
            Some(Note::new(Severity::Info, format!("cannot tell: {}", link.why)).possible())
        }
        LinkVerdict::Broken | LinkVerdict::Missing => {
            Some(Note::new(Severity::Error, link.why.clone()).possible())
        }
        LinkVerdict::NotApplicable => None,
    }
}

fn policy_of(event: &Event) -> Option<PolicySetting> {
    match change(event) {
        Change::BucketPolicy(policy) => policy,
        Change::KeyPolicy(policy) => Some(policy),
        _ => None,
    }
}

fn bucket_policy(event: &Event, bucket: &str, policy: PolicySetting) -> BucketPolicy {
    let place = place(format!("the policy of `{bucket}`"), event.home());
    BucketPolicy { place, inline: false, bucket: set(Text::literal(bucket)), policy }
}

/// A key of which the events say only in which state it is.
fn known_key(encryption: &BucketEncryption, named: &str, id: &str, state: &str) -> Key {
    let unknown = Setting::absent;
    Key {
        place: place(format!("key `{id}`"), encryption.place.home.clone()),
        origin: KeyOrigin::Kms,
        id: Text::literal(id),
        arn: Text::literal(named),
        enabled: Setting::absent(),
        spec: unknown(),
        usage: unknown(),
        material: unknown(),
        state: set(Text::literal(state)),
        aws_managed: false,
    }
}

fn key_arn(event: &Event, key: &str) -> Text {
    let given = event.subject.as_ref().and_then(|subject| subject.arn.clone());
    match given {
        Some(arn) => Text::literal(arn),
        None if key.starts_with("arn:") => Text::literal(key),
        None => {
            let home = event.home();
            let (region, account) = (&home.region, &home.account);
            Text::literal("arn:")
                .then(&home.partition)
                .with(":kms:")
                .then(region)
                .with(":")
                .then(account)
                .with(":key/")
                .with(key)
        }
    }
}

fn place(address: impl Into<String>, home: Arc<Home>) -> Place {
    use readers::model::known::Truth;
    let exists = Truth::Yes;
    Place { address: address.into(), span: None, whole: None, exists, home, hearsay: None, found: false }
}

fn set(text: Text) -> Setting<Text> {
    Setting { value: Known::Set(text), span: None }
}
