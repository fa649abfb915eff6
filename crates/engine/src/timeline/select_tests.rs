use super::*;
use readers::cloudtrail::{Look, Record, look};
use std::sync::Arc;

/// An event of a service; `rest` is further members, which begin with a comma.
pub fn event(service: &str, name: &str, rest: &str) -> Event {
    let time = if rest.contains("eventTime") { "" } else { r#","eventTime":"2026-03-04T10:00:00Z""# };
    let json = format!(
        r#"{{"eventSource":"{service}.amazonaws.com","eventName":"{name}","awsRegion":"eu-west-1",
            "recipientAccountId":"111122223333"{time}{rest}}}"#
    );
    let record = Record { number: 1, offset: 0, is_listed: true, bytes: json.as_bytes() };
    match look(&Arc::from("a.json"), &record) {
        Ok(Look::Event(event)) => *event,
        other => panic!("{json}: {other:?}"),
    }
}

fn monitoring(logging: &str) -> Event {
    event(
        "kafka",
        "UpdateMonitoring",
        &format!(
            r#","requestParameters":{{"clusterArn":"arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a","loggingInfo":{logging}}}"#
        ),
    )
}

fn to_s3() -> Event {
    monitoring(r#"{"brokerLogs":{"s3":{"enabled":true,"bucket":"logs","prefix":"msk"}}}"#)
}

fn policy(bucket: &str, statement: &str) -> Event {
    let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    event(
        "s3",
        "PutBucketPolicy",
        &format!(r#","requestParameters":{{"bucketName":"{bucket}","bucketPolicy":{policy}}}"#),
    )
}

const READERS: &str = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},
    "Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*"}"#;
const DELIVERY: &str = r#"{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},
    "Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::logs"},
    {"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},
    "Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/msk/AWSLogs/111122223333/*"}"#;

fn encryption() -> Event {
    let rule = r#"{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"arn:aws:kms:eu-west-1:111122223333:key/0a-b"}}"#;
    event(
        "s3",
        "PutBucketEncryption",
        &format!(
            r#","requestParameters":{{"bucketName":"logs","ServerSideEncryptionConfiguration":{{"Rule":{rule}}}}}"#
        ),
    )
}

fn named(service: &str, name: &str, member: &str, value: &str) -> Event {
    event(service, name, &format!(r#","requestParameters":{{"{member}":"{value}"}}"#))
}

fn timeline(events: &[Event], selection: &Selection) -> (Vec<String>, LeftOut) {
    let (entries, left_out) = arrange(events.to_vec(), selection, rules::ALL);
    let line = |entry: &Entry| {
        let notes = entry.notes.iter().map(|note| {
            let doubt = if note.confidence == readers::model::Confidence::Possible { "?" } else { "" };
            match note.rule {
                Some(rule) => format!("{}[{rule}]{doubt}", note.severity.word()),
                None => format!("{}{doubt}: {}", note.severity.word(), note.message),
            }
        });
        std::iter::once(entry.event.clone()).chain(notes).collect::<Vec<_>>().join(" | ")
    };
    (entries.iter().map(line).collect(), left_out)
}

fn check(events: &[Event], expected: &[&str]) {
    assert_eq!(timeline(events, &Selection::default()).0, expected);
}

const ON: &str =
    "UpdateMonitoring | info: broker logs: cloudwatch not set, firehose not set, s3 on (`logs` below `msk`)";

#[test]
fn log_settings_are_told_and_judged() {
    check(&[to_s3()], &[ON]);
    check(
        &[monitoring(
            r#"{"brokerLogs":{"cloudWatchLogs":{"enabled":true},"s3":{"enabled":false,"bucket":"logs"}}}"#,
        )],
        &["UpdateMonitoring | info: broker logs: cloudwatch on (without a name), firehose not set, s3 off \
           | error[unnamed-destination]"],
    );
    check(
        &[monitoring(r#"{"brokerLogs":{"s3":{"enabled":true,"bucket":"arn:aws:s3:::logs"}}}"#)],
        &[
            "UpdateMonitoring | info: broker logs: cloudwatch not set, firehose not set, s3 on (`arn:aws:s3:::logs`) \
           | error[arn-for-name]",
        ],
    );
    check(
        &[monitoring(r#""HIDDEN_DUE_TO_SECURITY_REASONS""#)],
        &[
            "UpdateMonitoring | info: broker logs: cloudwatch not known (CloudTrail hides this value), firehose not \
           known (CloudTrail hides this value), s3 not known (CloudTrail hides this value)",
        ],
    );
    check(&[named("kafka", "UpdateMonitoring", "enhancedMonitoring", "PER_BROKER")], &["UpdateMonitoring"]);
}

#[test]
fn turning_off_is_said() {
    let off = monitoring(r#"{"brokerLogs":{"s3":{"enabled":false}}}"#);
    check(
        &[to_s3(), off.clone()],
        &[
            ON,
            "UpdateMonitoring | info: broker logs: cloudwatch not set, firehose not set, s3 off \
         | warning: turned off: broker logs to s3 | warning[broker-logs-off]",
        ],
    );
    let elsewhere = monitoring(r#"{"brokerLogs":{"firehose":{"enabled":true,"deliveryStream":"x"}}}"#);
    let (lines, _) = timeline(&[to_s3(), elsewhere], &Selection::default());
    assert!(lines[1].ends_with(" | warning?: no longer asked for: broker logs to s3"), "{lines:?}");
    let mut refused = off;
    refused.failure = Some(readers::cloudtrail::Failure { code: "AccessDenied".to_owned(), message: None });
    let (lines, _) = timeline(&[to_s3(), refused], &Selection::default());
    assert!(!lines[1].contains("turned off"), "{lines:?}");
}

#[test]
fn policies_are_judged_for_the_clusters_that_log_there() {
    check(
        &[to_s3(), policy("logs", READERS)],
        &[ON, "PutBucketPolicy | error[bucket-policy-missing-delivery]"],
    );
    let (lines, _) = timeline(&[to_s3(), policy("logs", DELIVERY)], &Selection::default());
    assert!(lines[1].starts_with("PutBucketPolicy | info: log delivery is admitted"), "{lines:?}");
    let elsewhere = DELIVERY.replace("/msk/", "/other/");
    check(&[to_s3(), policy("logs", &elsewhere)], &[ON, "PutBucketPolicy | error[bucket-policy-mismatch]"]);
    check(
        &[policy("logs", READERS), to_s3()],
        &[
            "PutBucketPolicy | error[bucket-policy-missing-delivery]",
            &format!("{ON} | error[bucket-policy-missing-delivery]"),
        ],
    );
    check(
        &[to_s3(), named("s3", "DeleteBucketPolicy", "bucketName", "logs")],
        &[
            ON,
            "DeleteBucketPolicy | error: the logs of `orders` go to this bucket, and log delivery may not write to it \
         without a policy",
        ],
    );
}

#[test]
fn keys_are_judged_by_the_buckets_they_encrypt() {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/0a-b";
    let events = [to_s3(), encryption(), named("kms", "DisableKey", "keyId", key), to_s3()];
    let (lines, _) = timeline(&events, &Selection::default());
    let disabled = "DisableKey | error: the key is disabled, and the logs of `orders` go to `logs`, which is encrypted with it";
    assert_eq!(lines[2], disabled);
    assert!(lines[3].contains("error[unusable-key]"), "{lines:?}");
    let policy = r#"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}]}"#;
    let put = event(
        "kms",
        "PutKeyPolicy",
        &format!(r#","requestParameters":{{"keyId":"0a-b","policy":"{policy}"}}"#),
    );
    let (lines, _) = timeline(&[to_s3(), encryption(), put], &Selection::default());
    assert!(lines[2].starts_with("PutKeyPolicy | error[key-policy-"), "{lines:?}");
}

#[test]
fn what_is_beside_the_way_is_counted() {
    let others = [
        to_s3(),
        policy("other", READERS),
        named("logs", "DeleteLogGroup", "logGroupName", "/app"),
        named("kms", "DisableKey", "keyId", "1234"),
    ];
    let (lines, left_out) = timeline(&others, &Selection::default());
    assert_eq!((lines.len(), left_out), (1, LeftOut { repeated: 0, beside: 3 }));
    let watched =
        ["other", "arn:aws:logs:eu-west-1:111122223333:log-group:/app:*", "1234"].map(str::to_owned);
    let (lines, left_out) =
        timeline(&others, &Selection { watched: watched.to_vec(), ..Selection::default() });
    assert_eq!((lines.len(), left_out.beside), (4, 0), "{lines:?}");
}

#[test]
fn streams_groups_and_trails() {
    let tag = event(
        "firehose",
        "UntagDeliveryStream",
        r#","requestParameters":{"deliveryStreamName":"x","tagKeys":["LogDeliveryEnabled"]}"#,
    );
    check(
        &[tag],
        &[
            "UntagDeliveryStream | error: log delivery may not write to a stream without the tag `LogDeliveryEnabled`",
        ],
    );
    let other = event(
        "firehose",
        "UntagDeliveryStream",
        r#","requestParameters":{"deliveryStreamName":"x","tagKeys":["Team"]}"#,
    );
    check(&[other], &[]);
    let group = monitoring(r#"{"brokerLogs":{"cloudWatchLogs":{"enabled":true,"logGroup":"/msk"}}}"#);
    let (lines, _) =
        timeline(&[group, named("logs", "DeleteLogGroup", "logGroupName", "/msk")], &Selection::default());
    assert_eq!(lines[1], "DeleteLogGroup | error: the logs of `orders` go to this log group, which is gone");
    check(
        &[named("cloudtrail", "StopLogging", "name", "all")],
        &["StopLogging | warning: trail `all` records nothing from here on"],
    );
    let selectors = |json: &str| {
        event(
            "cloudtrail",
            "PutEventSelectors",
            &format!(r#","requestParameters":{{"trailName":"all",{json}}}"#),
        )
    };
    check(
        &[selectors(r#""eventSelectors":[{"includeManagementEvents":false}]"#)],
        &[
            "PutEventSelectors | warning: trail `all` records no management events from here on, and so no calls of MSK",
        ],
    );
    let advanced = r#""advancedEventSelectors":[{"fieldSelectors":[{"field":"eventCategory","equals":["Management"]},{"field":"readOnly","equals":["true"]}]}]"#;
    check(
        &[selectors(advanced)],
        &[
            "PutEventSelectors | warning: trail `all` records reads only from here on, and so no changes of MSK",
        ],
    );
}

#[test]
fn the_selection_cuts_by_time_cluster_and_writes() {
    let at = |hour: u32, name: &str, cluster: &str, reads: bool| {
        event(
            "kafka",
            name,
            &format!(
                r#","eventTime":"2026-03-04T{hour}:00:00Z","readOnly":{reads},"requestParameters":{{"clusterName":"{cluster}"}}"#
            ),
        )
    };
    let events = [
        at(10, "CreateCluster", "a", false),
        at(11, "DescribeCluster", "a", true),
        at(12, "DeleteCluster", "b", false),
    ];
    let count = |selection: Selection| timeline(&events, &selection).0.len();
    let hour = |hour: u32| readers::cloudtrail::moment(&format!("2026-03-04T{hour}:00:00Z"));
    assert_eq!(count(Selection::default()), 3);
    assert_eq!(count(Selection { writes: true, ..Selection::default() }), 2);
    assert_eq!(count(Selection { cluster: Some("a".to_owned()), ..Selection::default() }), 2);
    assert_eq!(count(Selection { since: hour(11), ..Selection::default() }), 2);
    assert_eq!(count(Selection { until: hour(11), ..Selection::default() }), 1);
    let late = Selection { since: hour(12), ..Selection::default() };
    assert!(late.needs(&events[0]) && !late.needs(&events[1]));
}

#[test]
fn an_event_is_told_once() {
    let mut twice = to_s3();
    twice.id = Some("e1".to_owned());
    let (lines, left_out) = timeline(&[twice.clone(), twice], &Selection::default());
    assert_eq!((lines.len(), left_out.repeated), (1, 1));
}
