//! What the events so far say of an account: which logs go where, and what policies, encryptions and
//! keys are on the way. Holds the numbers of events, not what they say.

use readers::cloudtrail::{Change, Event, SubjectKind, Trail};
use readers::model::known::{Known, Text};
use readers::model::{BucketEncryption, Destination, DestinationKind, Source};
use std::collections::BTreeMap;

/// A thing by its kind and name: names of clusters are told apart by account and Region, those of
/// buckets need not be.
pub type Thing = (SubjectKind, String);

#[derive(Debug, Default)]
pub struct Account {
    /// Settings in force, by cluster, connector or replicator, and where they lead.
    pub sources: BTreeMap<Thing, (Source, Vec<Target>)>,
    /// The event that wrote the policy of a bucket; `None` where it was taken away.
    pub policies: BTreeMap<String, Option<usize>>,
    /// The same for encryptions, with the ID of the key.
    pub encryptions: BTreeMap<String, Option<(usize, Option<String>)>>,
    pub key_policies: BTreeMap<String, usize>,
    pub key_states: BTreeMap<String, &'static str>,
}

/// Where a log certainly or perhaps goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub kind: DestinationKind,
    pub name: String,
}

/// The destinations of a source that are not off, by their names.
pub fn targets(source: &Source) -> Vec<Target> {
    let destinations = source.logs.iter().flat_map(|config| &config.destinations);
    let is_on = |it: &&Destination| !it.exists.is_no() && !it.enabled.value.truth(false).is_no();
    let target = |it: &Destination| Some(Target { kind: it.kind, name: known(&it.name.value)? });
    destinations.filter(is_on).filter_map(target).collect()
}

pub fn known(value: &Known<Text>) -> Option<String> {
    value.set().and_then(Text::known).filter(|text| !text.is_empty())
}

/// The ID of a key that is given as ID or ARN; an alias as it is.
pub fn key_id(text: &str) -> &str {
    text.rsplit_once(":key/").map_or(text, |(_, id)| id)
}

pub fn thing(event: &Event) -> Option<Thing> {
    let subject = event.subject.as_ref()?;
    let name = subject.name.clone().or_else(|| subject.arn.clone())?;
    let is_of_msk = event.is_of_msk();
    let home = event.home();
    let full = if is_of_msk { format!("{} {} {name}", home.account, home.region) } else { name };
    Some((subject.kind, full))
}

/// What a thing is as a destination of logs.
pub fn destination_kind(kind: SubjectKind) -> Option<DestinationKind> {
    match kind {
        SubjectKind::Bucket => Some(DestinationKind::S3),
        SubjectKind::LogGroup => Some(DestinationKind::CloudWatch),
        SubjectKind::Stream => Some(DestinationKind::Firehose),
        _ => None,
    }
}

impl Account {
    /// Takes note of a change that was carried out.
    pub fn apply(&mut self, at: usize, event: &Event, change: &Change) {
        let Some(thing) = thing(event) else { return };
        let name = thing.1.clone();
        match change {
            Change::Logging(source) => {
                self.sources.insert(thing, ((**source).clone(), targets(source)));
            }
            Change::Deleted => {
                self.sources.remove(&thing);
                if thing.0 == SubjectKind::Bucket {
                    self.policies.remove(&name);
                    self.encryptions.remove(&name);
                }
            }
            Change::BucketPolicy(policy) => {
                self.policies.insert(name, policy.as_ref().map(|_| at));
            }
            Change::Encryption(encryption) => {
                let key = |it: &BucketEncryption| known(&it.key.value).map(|key| key_id(&key).to_owned());
                self.encryptions.insert(name, encryption.as_ref().map(|it| (at, key(it))));
            }
            Change::KeyPolicy(_) => {
                self.key_policies.insert(key_id(&name).to_owned(), at);
            }
            Change::KeyState(state) => {
                self.key_states.insert(key_id(&name).to_owned(), state);
            }
            Change::None | Change::LogPolicy(_) | Change::StreamTag(_) | Change::Trail(_) => {}
        }
    }

    /// The sources whose logs go to this destination.
    pub fn users(&self, kind: DestinationKind, name: &str) -> Vec<&Source> {
        let uses = |targets: &[Target]| targets.iter().any(|it| it.kind == kind && it.name == name);
        self.sources.values().filter(|(_, targets)| uses(targets)).map(|(source, _)| source).collect()
    }

    /// Buckets that are encrypted with a key.
    pub fn buckets_of(&self, key: &str) -> Vec<String> {
        let is_of = |it: &Option<(usize, Option<String>)>| {
            it.as_ref().and_then(|(_, id)| id.as_deref()).is_some_and(|id| id == key_id(key))
        };
        self.encryptions.iter().filter(|(_, it)| is_of(it)).map(|(bucket, _)| bucket.clone()).collect()
    }
}

/// Whether records of MSK are lost from now on.
pub fn is_blind(trail: Trail) -> bool {
    matches!(trail, Trail::Stopped | Trail::Deleted | Trail::WithoutManagement | Trail::ReadsOnly)
}
