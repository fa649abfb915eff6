//! What an event changes on the way of logs.

use super::event::Event;
use super::member::{flag, items, member, string, text, within};
use super::settings::{known, place, source};
use crate::json::parse_source;
use crate::policy;
use crate::value::Value;
use model::known::{FileId, Known, Setting, Text, Why};
use model::{BucketEncryption, PolicySetting, Source};

/// `None` of a policy or an encryption: it was taken away.
#[derive(Clone, Debug)]
pub enum Change {
    None,
    Logging(Box<Source>),
    BucketPolicy(Option<PolicySetting>),
    Encryption(Option<Box<BucketEncryption>>),
    KeyPolicy(PolicySetting),
    /// `Enabled`, `Disabled`, `PendingDeletion`.
    KeyState(&'static str),
    LogPolicy(Option<PolicySetting>),
    /// The tag by which log delivery may write to a stream; `None`: taken away.
    StreamTag(Option<String>),
    /// What the event is about is there no more.
    Deleted,
    Trail(Trail),
}

/// What becomes of the records of MSK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trail {
    Stopped,
    Started,
    Deleted,
    Updated,
    /// Event selectors by which no management events are kept.
    WithoutManagement,
    /// Those by which only reads, or only writes, are kept.
    ReadsOnly,
    WritesOnly,
    Selected,
}

pub const TAG: &str = "LogDeliveryEnabled";

/// What an event changes, or would have changed: whether it failed is for the caller to look at.
pub fn change(event: &Event) -> Change {
    let parsed = event.request.as_ref().and_then(|raw| parse_source(FileId(0), raw).ok());
    let request = parsed.map_or_else(Value::null, |parsed| parsed.value);
    if event.is_of_msk() {
        return match event.name.as_str() {
            "DeleteCluster" | "DeleteConnector" | "DeleteReplicator" => Change::Deleted,
            _ => source(event, &request).map_or(Change::None, |source| Change::Logging(Box::new(source))),
        };
    }
    match event.name.as_str() {
        "PutBucketPolicy" => Change::BucketPolicy(Some(policy_in(&request, "bucketPolicy"))),
        "DeleteBucketPolicy" => Change::BucketPolicy(None),
        "PutBucketEncryption" => Change::Encryption(encryption(event, &request).map(Box::new)),
        "DeleteBucketEncryption" => Change::Encryption(None),
        "PutKeyPolicy" => Change::KeyPolicy(policy_in(&request, "policy")),
        "DisableKey" => Change::KeyState("Disabled"),
        "EnableKey" => Change::KeyState("Enabled"),
        "ScheduleKeyDeletion" => Change::KeyState("PendingDeletion"),
        // The key stays disabled until somebody enables it.
        "CancelKeyDeletion" => Change::KeyState("Disabled"),
        "PutResourcePolicy" => Change::LogPolicy(Some(policy_in(&request, "policyDocument"))),
        "DeleteResourcePolicy" => Change::LogPolicy(None),
        "TagDeliveryStream" | "UntagDeliveryStream" => stream_tag(&request),
        "DeleteBucket" | "DeleteLogGroup" | "DeleteDeliveryStream" | "DeleteLogDelivery" => Change::Deleted,
        "StopLogging" => Change::Trail(Trail::Stopped),
        "StartLogging" => Change::Trail(Trail::Started),
        "DeleteTrail" => Change::Trail(Trail::Deleted),
        "UpdateTrail" => Change::Trail(Trail::Updated),
        "PutEventSelectors" => Change::Trail(selectors(&request)),
        _ => Change::None,
    }
}

fn policy_in(request: &Value, name: &str) -> PolicySetting {
    let value = match member(request, name) {
        Some(value) => policy::read(value),
        None => Known::Unknown(Why::new("the record does not show the policy")),
    };
    Setting { value, span: None }
}

fn encryption(event: &Event, request: &Value) -> Option<BucketEncryption> {
    let bucket = event.subject.as_ref()?.name.clone()?;
    let rule = within(request, &["ServerSideEncryptionConfiguration", "Rule"])?;
    let rule = items(rule).first().unwrap_or(rule);
    let default = member(rule, "ApplyServerSideEncryptionByDefault");
    let get = |name: &str| {
        let text = default.and_then(|it| string(it, name));
        text.map_or_else(Setting::absent, |text| known(Text::literal(text)))
    };
    let bucket_key = flag(rule, "BucketKeyEnabled").map_or(Known::Absent, Known::Set);
    Some(BucketEncryption {
        place: place(format!("the encryption of `{bucket}`"), event.home()),
        bucket: known(Text::literal(bucket)),
        algorithm: get("SSEAlgorithm"),
        key: get("KMSMasterKeyID"),
        bucket_key: Setting { value: bucket_key, span: None },
    })
}

fn stream_tag(request: &Value) -> Change {
    let taken = member(request, "tagKeys").map(items).unwrap_or_default();
    if taken.iter().any(|key| text(key).as_deref() == Some(TAG)) {
        return Change::StreamTag(None);
    }
    let mut set = member(request, "tags").map(items).unwrap_or_default().iter();
    match set.find(|tag| string(tag, "key").as_deref() == Some(TAG)) {
        Some(tag) => Change::StreamTag(Some(string(tag, "value").unwrap_or_default())),
        None => Change::None,
    }
}

/// Of basic and advanced selectors.
fn selectors(request: &Value) -> Trail {
    let basic = member(request, "eventSelectors").map(items).unwrap_or_default();
    let advanced = member(request, "advancedEventSelectors").map(items).unwrap_or_default();
    let mut kept: Vec<(bool, bool)> = Vec::new();
    for selector in basic {
        let kind = string(selector, "readWriteType");
        if flag(selector, "includeManagementEvents") != Some(false) {
            kept.push((kind.as_deref() != Some("WriteOnly"), kind.as_deref() != Some("ReadOnly")));
        }
    }
    for selector in advanced {
        let fields = member(selector, "fieldSelectors").map(items).unwrap_or_default();
        let equals = |name: &str| {
            let field = fields.iter().find(|field| string(field, "field").as_deref() == Some(name))?;
            member(field, "equals").map(items)?.iter().find_map(text)
        };
        if equals("eventCategory").as_deref() == Some("Management") {
            let only = equals("readOnly");
            kept.push((only.as_deref() != Some("false"), only.as_deref() != Some("true")));
        }
    }
    match () {
        () if basic.is_empty() && advanced.is_empty() => Trail::Selected,
        () if kept.is_empty() => Trail::WithoutManagement,
        () if kept.iter().all(|(_, writes)| !writes) => Trail::ReadsOnly,
        () if kept.iter().all(|(reads, _)| !reads) => Trail::WritesOnly,
        () => Trail::Selected,
    }
}
