//! Which events the timeline shows, and in which order.

use super::account::{Account, destination_kind, key_id, known, thing};
use super::judge::Judge;
use super::{Entry, words};
use readers::cloudtrail::{Change, Event, Moment, SubjectKind, change};
use readers::model::DestinationKind;
use rules::Rule;
use std::collections::{BTreeSet, HashSet};

/// What the user wants to see.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Name or ARN of a cluster, connector or replicator.
    pub cluster: Option<String>,
    pub since: Option<Moment>,
    /// The first moment that is too late.
    pub until: Option<Moment>,
    pub writes: bool,
    /// Buckets, log groups, streams and keys that are watched, by name or ARN.
    pub watched: Vec<String>,
}

/// What was left out of the events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub repeated: u64,
    pub beside: u64,
}

/// Names that the events show to be on the way of logs.
#[derive(Debug, Default)]
struct Way {
    destinations: BTreeSet<(DestinationKind, String)>,
    keys: BTreeSet<String>,
}

impl Selection {
    /// Whether an event may be shown, or bear on one that is: what came before tells what was changed.
    pub fn needs(&self, event: &Event) -> bool {
        let is_early = self.since.is_some_and(|since| event.at < since);
        let is_late = self.until.is_some_and(|until| event.at >= until);
        let is_read = !event.is_write;
        !(is_late || (is_read && (is_early || self.writes || !self.is_on_cluster(event))))
    }

    fn is_on_cluster(&self, event: &Event) -> bool {
        let Some(wanted) = &self.cluster else { return true };
        event.subject.as_ref().is_some_and(|subject| subject.is(wanted))
    }

    fn shows(&self, event: &Event) -> bool {
        let in_time = self.since.is_none_or(|since| event.at >= since)
            && self.until.is_none_or(|until| event.at < until);
        in_time && (event.is_write || !self.writes)
    }

    fn watches(&self, event: &Event) -> bool {
        let Some(subject) = &event.subject else { return false };
        self.watched.iter().any(|text| subject.is(text) || subject.is(name_in(text)))
    }
}

/// The name of a bucket, log group, stream or key in its ARN.
fn name_in(text: &str) -> &str {
    let arn = text.strip_suffix(":*").unwrap_or(text);
    let marks = [":log-group:", ":deliverystream/", ":key/", ":::"];
    marks.iter().find_map(|mark| Some(arn.split_once(mark)?.1)).unwrap_or(text)
}

/// Events in the order of time, judged. `rules` are asked about log settings and policies.
pub fn arrange(
    mut events: Vec<Event>,
    selection: &Selection,
    rules: &[&'static Rule],
) -> (Vec<Entry>, LeftOut) {
    let mut left_out = LeftOut { repeated: once(&mut events), beside: 0 };
    let way = way(&events, selection);
    let (mut account, mut entries) = (Account::default(), Vec::new());
    for (at, event) in events.iter().enumerate() {
        let change = change(event);
        let thing = thing(event);
        let before = words::before(&account, thing.as_ref()).cloned();
        if event.failure.is_none() && !matches!(change, Change::Deleted) {
            account.apply(at, event, &change);
        }
        if selection.shows(event) {
            match is_shown(event, &change, selection, &way) {
                true => {
                    let judge = Judge { events: &events, account: &account, rules };
                    entries.push(Entry::new(event, words::notes(&judge, before.as_ref(), event, &change)));
                }
                false if !event.is_of_msk() => left_out.beside += 1,
                false => {}
            }
        }
        if event.failure.is_none() && matches!(change, Change::Deleted) {
            account.apply(at, event, &change);
        }
    }
    (entries, left_out)
}

/// CloudTrail may deliver an event more than once, and several trails record the same ones.
fn once(events: &mut Vec<Event>) -> u64 {
    let all = events.len();
    let mut seen = HashSet::new();
    events.retain(|event| match &event.id {
        Some(id) => seen.insert((id.clone(), event.account.clone(), event.region.clone())),
        None => true,
    });
    (all - events.len()) as u64
}

fn way(events: &[Event], selection: &Selection) -> Way {
    let mut way = Way::default();
    for event in events.iter().filter(|event| event.is_of_msk() && selection.is_on_cluster(event)) {
        if let Change::Logging(source) = change(event) {
            way.destinations.extend(words::names(&source));
        }
    }
    for event in events.iter().filter(|event| event.name == "PutBucketEncryption") {
        if let Change::Encryption(Some(encryption)) = change(event)
            && (on_way(event, &way) || selection.watches(event))
            && let Some(key) = known(&encryption.key.value)
        {
            way.keys.insert(key_id(&key).to_owned());
        }
    }
    way
}

fn on_way(event: &Event, way: &Way) -> bool {
    let Some(subject) = &event.subject else { return false };
    let Some(name) = &subject.name else { return false };
    match destination_kind(subject.kind) {
        Some(kind) => way.destinations.contains(&(kind, name.clone())),
        None => subject.kind == SubjectKind::Key && way.keys.contains(key_id(name)),
    }
}

/// Calls of MSK, of trails, and those that bear on the way of its logs.
fn is_shown(event: &Event, change: &Change, selection: &Selection, way: &Way) -> bool {
    if event.is_of_msk() {
        return selection.is_on_cluster(event);
    }
    // MSK itself sets log delivery up.
    let by_msk = || {
        let callers = [Some(event.who.name.as_str()), event.who.via.as_deref()];
        callers
            .into_iter()
            .flatten()
            .any(|name| name.starts_with("kafka") && name.ends_with(".amazonaws.com"))
    };
    match change {
        Change::None => false,
        Change::Trail(_) | Change::StreamTag(_) => true,
        _ => selection.watches(event) || on_way(event, way) || event.speaks_of_delivery() || by_msk(),
    }
}

#[cfg(test)]
#[path = "select_tests.rs"]
pub(super) mod tests;
