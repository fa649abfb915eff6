//! What the timeline says of a change that no rule has a word for.

use super::Note;
use super::account::{Account, Thing, destination_kind, is_blind, key_id, targets};
use super::judge::Judge;
use readers::cloudtrail::{Change, Event, TAG, Trail};
use readers::model::delivery::{Delivery, Path, State};
use readers::model::known::Known;
use readers::model::{DestinationKind, Model, Severity, Source};

/// Notes on an event, judged with what was known before it and with the change itself.
pub fn notes(judge: &Judge<'_>, before: Option<&Source>, event: &Event, change: &Change) -> Vec<Note> {
    let name = event.subject.as_ref().map(|subject| subject.label().to_owned()).unwrap_or_default();
    if let Change::Logging(source) = change {
        let Some(failure) = &event.failure else {
            let mut notes = settings(source, "");
            notes.extend(before.map(|before| turned_off(before, source)).unwrap_or_default());
            notes.extend(judge.source(source));
            return notes;
        };
        // Nothing is so; an error may say why AWS did not take the request.
        let mut notes = settings(source, "asked for ");
        let why = judge.source(source).into_iter().filter(|note| note.severity == Severity::Error);
        notes.extend(why.filter(|_| failure.code.contains("BadRequest")));
        return notes;
    }
    // What failed changed nothing.
    if event.failure.is_some() {
        return Vec::new();
    }
    match change {
        Change::None | Change::Logging(_) => Vec::new(),
        Change::BucketPolicy(Some(policy)) => judge.bucket_policy(event, &name, policy),
        Change::BucketPolicy(None) => vec![policy_taken(judge.account, &name)],
        Change::Encryption(Some(_)) => judge.encryption(event, &name),
        Change::Encryption(None) => vec![Note::new(Severity::Info, "S3 manages the keys of the bucket now")],
        Change::KeyPolicy(policy) => judge.key_policy(event, &name, policy),
        Change::KeyState(state) => vec![key_state(judge.account, &name, state)],
        Change::LogPolicy(policy) => log_policy(event, &name, policy.is_some()).into_iter().collect(),
        Change::StreamTag(value) => vec![stream_tag(value.as_deref())],
        Change::Deleted => deleted(judge.account, event, &name).into_iter().collect(),
        Change::Trail(change) => trail(*change, &name).into_iter().collect(),
    }
}

/// Where each log goes now: "broker logs: s3 on (`logs` below `msk/`), cloudwatch off, firehose not set".
/// Behind `begin`.
fn settings(source: &Source, begin: &str) -> Vec<Note> {
    let model = Model { sources: vec![source.clone()], ..Model::default() };
    let Some(source) = model.sources.first() else { return Vec::new() };
    let delivery = Delivery::of(&model, source);
    let logs = delivery.paths.chunk_by(|a, b| a.log == b.log);
    logs.filter_map(|paths| {
        let log = paths.first()?.log;
        let words: Vec<String> = paths.iter().map(|path| state(&delivery, path)).collect();
        Some(Note::new(Severity::Info, format!("{begin}{} logs: {}", log.word(), words.join(", "))))
    })
    .collect()
}

fn state(delivery: &Delivery<'_>, path: &Path) -> String {
    let kind = path.destination.word();
    match &path.state {
        State::Off => format!("{kind} off"),
        State::Absent => format!("{kind} not set"),
        State::Unknown(why) => format!("{kind} not known ({why})"),
        State::On => match delivery.destination(path) {
            Some(destination) => {
                let name = match &destination.name.value {
                    Known::Set(name) if name.is_empty().is_yes() => "without a name".to_owned(),
                    Known::Set(name) => format!("`{name}`"),
                    Known::Absent => "without a name".to_owned(),
                    Known::Unknown(why) => why.to_string(),
                };
                let below = destination.prefix.set().map(|prefix| format!(" below `{prefix}`"));
                format!("{kind} on ({name}{})", below.unwrap_or_default())
            }
            None => format!("{kind} on"),
        },
    }
}

/// Logs that went somewhere until now. What becomes of a destination that a request leaves out is not
/// documented.
fn turned_off(before: &Source, now: &Source) -> Vec<Note> {
    let paths = |source: &Source| {
        let model = Model { sources: vec![source.clone()], ..Model::default() };
        model.sources.iter().flat_map(|source| Delivery::of(&model, source).paths).collect::<Vec<Path>>()
    };
    let now = paths(now);
    let state = |it: &Path| now.iter().find(|path| (path.log, path.destination) == (it.log, it.destination));
    let (mut off, mut left_out) = (Vec::new(), Vec::new());
    for path in paths(before).iter().filter(|path| path.state == State::On) {
        let words = format!("{} logs to {}", path.log.word(), path.destination.word());
        match state(path).map(|path| &path.state) {
            Some(State::Off) => off.push(words),
            Some(State::Absent) | None => left_out.push(words),
            Some(State::On | State::Unknown(_)) => {}
        }
    }
    let note =
        |what: &str, logs: &[String]| Note::new(Severity::Warning, format!("{what}: {}", logs.join(", ")));
    let off = (!off.is_empty()).then(|| note("turned off", &off));
    let left_out = (!left_out.is_empty()).then(|| note("no longer asked for", &left_out).possible());
    off.into_iter().chain(left_out).collect()
}

/// "of `orders` and `payments`", for those whose logs go to a destination.
fn users(account: &Account, kind: DestinationKind, name: &str) -> Option<String> {
    let names: Vec<String> =
        account.users(kind, name).iter().map(|source| format!("`{}`", source.place.address)).collect();
    let (last, rest) = names.split_last()?;
    Some(if rest.is_empty() { last.clone() } else { format!("{} and {last}", rest.join(", ")) })
}

fn policy_taken(account: &Account, bucket: &str) -> Note {
    match users(account, DestinationKind::S3, bucket) {
        Some(users) => Note::new(
            Severity::Error,
            format!(
                "the logs of {users} go to this bucket, and log delivery may not write to it without a policy"
            ),
        ),
        None => Note::new(Severity::Warning, "log delivery may not write to this bucket without a policy")
            .possible(),
    }
}

fn key_state(account: &Account, key: &str, state: &str) -> Note {
    let buckets = account.buckets_of(key);
    let with_logs =
        buckets.iter().find_map(|bucket| Some((bucket, users(account, DestinationKind::S3, bucket)?)));
    let words = match state {
        "Enabled" => return Note::new(Severity::Info, "the key can encrypt"),
        "PendingDeletion" => "is to be deleted",
        _ => "is disabled",
    };
    match with_logs {
        Some((bucket, users)) => Note::new(
            Severity::Error,
            format!("the key {words}, and the logs of {users} go to `{bucket}`, which is encrypted with it"),
        ),
        None => {
            let text = format!(
                "the key {words}: nothing can be written to what is encrypted with `{}`",
                key_id(key)
            );
            Note::new(Severity::Warning, text).possible()
        }
    }
}

fn log_policy(event: &Event, name: &str, is_there: bool) -> Option<Note> {
    let by_aws = name.starts_with("AWSLogDelivery");
    match (is_there, by_aws, event.speaks_of_delivery()) {
        (false, ..) => Some(
            Note::new(
                Severity::Warning,
                format!("log delivery may have written to log groups by `{name}`, which is gone"),
            )
            .possible(),
        ),
        (true, true, false) => Some(
            Note::new(Severity::Warning, format!("`{name}` does not name `delivery.logs.amazonaws.com`"))
                .possible(),
        ),
        _ => None,
    }
}

fn stream_tag(value: Option<&str>) -> Note {
    match value {
        Some("true") => Note::new(Severity::Info, "log delivery may write to the stream"),
        Some(value) => {
            let text = format!("`{TAG}` is `{value}`, and log delivery writes to streams where it is `true`");
            Note::new(Severity::Error, text)
        }
        None => Note::new(
            Severity::Error,
            format!("log delivery may not write to a stream without the tag `{TAG}`"),
        ),
    }
}

fn deleted(account: &Account, event: &Event, name: &str) -> Option<Note> {
    let kind = destination_kind(event.subject.as_ref()?.kind)?;
    let noun = match kind {
        DestinationKind::S3 => "bucket",
        DestinationKind::CloudWatch => "log group",
        DestinationKind::Firehose => "stream",
    };
    Some(match users(account, kind, name) {
        Some(users) => {
            Note::new(Severity::Error, format!("the logs of {users} go to this {noun}, which is gone"))
        }
        None => Note::new(Severity::Warning, format!("logs that go to this {noun} are lost")).possible(),
    })
}

fn trail(change: Trail, name: &str) -> Option<Note> {
    let severity = if is_blind(change) { Severity::Warning } else { Severity::Info };
    let text = match change {
        Trail::Stopped => format!("trail `{name}` records nothing from here on"),
        Trail::Deleted => format!("trail `{name}` is gone, and records nothing from here on"),
        Trail::Started => format!("trail `{name}` records again"),
        Trail::WithoutManagement => {
            format!("trail `{name}` records no management events from here on, and so no calls of MSK")
        }
        Trail::ReadsOnly => {
            format!("trail `{name}` records reads only from here on, and so no changes of MSK")
        }
        Trail::WritesOnly => format!("trail `{name}` records writes only from here on"),
        Trail::Updated | Trail::Selected => return None,
    };
    Some(Note::new(severity, text))
}

/// The settings that were in force before an event.
pub fn before<'a>(account: &'a Account, thing: Option<&Thing>) -> Option<&'a Source> {
    account.sources.get(thing?).map(|(source, _)| source)
}

/// The names of all destinations that a source has.
pub fn names(source: &Source) -> Vec<(DestinationKind, String)> {
    targets(source).into_iter().map(|target| (target.kind, target.name)).collect()
}
