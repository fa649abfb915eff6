mod identities;

use super::*;
use crate::input::{PolicyKind, Settings, Text, Texts};
use model::delivery::{Delivery, deliveries};
use model::{Model, SourceKind};
use std::collections::BTreeMap;

struct Files(BTreeMap<String, String>);

impl Texts for Files {
    fn read(&self, path: &str) -> Text {
        self.0.get(path).map_or(Text::Missing, |text| Text::Read(text.as_str().into()))
    }

    fn files(&self, _: &str) -> Option<Vec<String>> {
        None
    }
}

fn open_with(files: &[(&str, &str)], named: &[&str], settings: &Settings) -> Account {
    let texts = Files(files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect());
    let ours = files.iter().filter(|(path, text)| scan::scan(path, text.as_bytes()).is_some());
    let piece = |(path, _): &(&str, &str)| Piece { path: path.to_string(), named: named.contains(path) };
    Account::open("aws", &ours.map(piece).collect::<Vec<_>>(), &texts, settings, 7)
}

fn open(files: &[(&str, &str)]) -> Account {
    open_with(files, &[], &Settings::default())
}

/// One line a path that is not off: `source destination verdict: link=verdict …`.
fn shown(model: &Model) -> Vec<String> {
    let line = |delivery: &Delivery<'_>| {
        let source = delivery.source.place.address.clone();
        let on = delivery.paths.iter().filter(|path| !matches!(path.state.word(), "off" | "absent"));
        let lines = on.map(|path| {
            let link = |link: &model::delivery::Link| format!("{}={}", link.kind.word(), link.verdict.word());
            let links = path.links.iter().filter(|link| link.verdict.word() != "not-applicable").map(link);
            let links = links.collect::<Vec<_>>().join(" ");
            let log = path.log.word();
            format!("{source} {log} {}: {links}", path.destination.word())
        });
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() { vec![format!("{source}: nowhere")] } else { lines }
    };
    deliveries(model).iter().flat_map(line).collect()
}

fn check(files: &[(&str, &str)], expected: &[&str]) {
    let account = open(files);
    assert_eq!(shown(account.model()), expected, "{:?}", account.problems());
    assert!(account.problems().is_empty(), "{:?}", account.problems());
}

fn why(files: &[(&str, &str)], link: &str) -> String {
    let account = open(files);
    let deliveries = deliveries(account.model());
    let mut links = deliveries.iter().flat_map(|it| &it.paths).flat_map(|path| &path.links);
    links.find(|it| it.kind.word() == link && it.verdict.word() != "not-applicable").unwrap().why.clone()
}

fn problems(files: &[(&str, &str)], expected: &[&str]) {
    let account = open(files);
    let text = |problem: &model::Problem| {
        let line = problem.span.map(|span| {
            let file = &account.files()[(span.file.0 - account.first()) as usize].text;
            file.as_bytes()[..span.start as usize].iter().filter(|byte| **byte == b'\n').count() + 1
        });
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{}{line}: {}", problem.path, problem.message)
    };
    assert_eq!(account.problems().iter().map(text).collect::<Vec<_>>(), expected);
}

const CLUSTER: &str = r#"{"ClusterInfo": {
  "ClusterArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/orders/abc-1",
  "ClusterName": "orders",
  "LoggingInfo": {"BrokerLogs": {
    "CloudWatchLogs": {"Enabled": false},
    "S3": {"Enabled": true, "Bucket": "acme-logs"}
  }}
}}"#;

const POLICY: &str = r#"{"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"delivery.logs.amazonaws.com\"},\"Action\":\"s3:GetBucketAcl\",\"Resource\":\"arn:aws:s3:::acme-logs\"},{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"delivery.logs.amazonaws.com\"},\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::acme-logs/AWSLogs/111122223333/*\",\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"111122223333\"}}}]}"}"#;

const PLAIN: &str = r#"{"ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}}"#;

fn with_key() -> String {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555";
    PLAIN.replace("\"AES256\"", &format!("\"aws:kms\", \"KMSMasterKeyID\": \"{key}\""))
}

fn key_policy(principal: &str) -> String {
    let statement = format!(
        r#"{{\"Effect\":\"Allow\",\"Principal\":{{\"Service\":\"{principal}\"}},\"Action\":\"kms:*\",\"Resource\":\"*\"}}"#
    );
    format!(r#"{{"Policy": "{{\"Statement\":[{statement}]}}", "PolicyName": "default"}}"#)
}

#[test]
fn files_of_one_account_join() {
    check(
        &[
            ("aws/c.json", CLUSTER),
            ("aws/p.json", POLICY),
            ("aws/get-bucket-encryption.acme-logs.json", PLAIN),
        ],
        &["cluster/orders broker s3: bucket=ok bucket-policy=ok"],
    );
    let encrypted = with_key();
    let files = |policy: &str| {
        let file = "aws/get-key-policy.11111111-2222-3333-4444-555555555555.json";
        open(&[
            ("aws/c.json", CLUSTER),
            ("aws/p.json", POLICY),
            ("aws/acme-logs/get-bucket-encryption.json", &encrypted),
            (file, policy),
        ])
    };
    let start = "cluster/orders broker s3: bucket=ok bucket-policy=ok bucket-key=ok key-policy=";
    for (principal, verdict) in [("delivery.logs.amazonaws.com", "ok"), ("kafka.amazonaws.com", "broken")] {
        let account = files(&key_policy(principal));
        assert_eq!(shown(account.model()), [format!("{start}{verdict}")]);
    }
}

#[test]
fn what_is_not_given_is_named() {
    check(
        &[("aws/c.json", CLUSTER), ("aws/p.json", POLICY)],
        &["cluster/orders broker s3: bucket=ok bucket-policy=ok bucket-key=unknown key-policy=unknown"],
    );
    assert_eq!(
        why(&[("aws/c.json", CLUSTER), ("aws/p.json", POLICY)], "bucket-key"),
        "the encryption of `acme-logs` is not among what was given: `get-bucket-encryption.acme-logs.json` would show it"
    );
    let nameless = POLICY.replace("acme-logs", "*");
    let files = [("aws/c.json", CLUSTER), ("aws/x.bucket-encryption.json", PLAIN), ("aws/p.json", &nameless)];
    assert_eq!(why(&files, "bucket"), "nothing here declares a bucket named `acme-logs`");
    assert_eq!(
        why(&files, "bucket-policy"),
        "`bucket-policy in aws/p.json` may be the policy of `acme-logs`: `aws/p.json` does not say which bucket it shows: call it `get-bucket-policy.BUCKET.json`"
    );
}

#[test]
fn both_ways_to_write_names() {
    let camel = r#"{"clusterInfoList": [{"clusterArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/a/1",
        "clusterName": "a", "provisioned": {"loggingInfo": {"brokerLogs": {"firehose": {"enabled": true, "deliveryStream": "s"}}}}},
        {"clusterArn": "x", "clusterName": "b", "serverless": {}}]}"#;
    check(
        &[("aws/l.json", camel)],
        &[
            "cluster/a broker firehose: stream=missing stream-tag=unknown stream-role=unknown",
            "cluster/b: nowhere",
        ],
    );
    assert_eq!(open(&[("aws/l.json", camel)]).model().sources[1].kind, SourceKind::ServerlessCluster);
}

#[test]
fn one_cluster_is_told_once() {
    let list =
        CLUSTER.replace("{\"ClusterInfo\": {", "{\"ClusterInfoList\": [{").replace("}}\n}}", "}}\n}]}");
    let one = "cluster/orders broker s3: bucket=missing bucket-policy=unknown bucket-key=unknown key-policy=unknown";
    check(&[("aws/c.json", CLUSTER), ("aws/l.json", &list)], &[one]);
    let other = CLUSTER.replace("acme-logs", "other");
    let again = one.replace("cluster/orders", "cluster/orders in aws/d.json");
    check(&[("aws/c.json", CLUSTER), ("aws/d.json", &other)], &[one, &again]);
}

#[test]
fn requests() {
    let value = r#"{"BrokerLogs": {"CloudWatchLogs": {"Enabled": true, "LogGroup": "g"}}}"#;
    check(
        &[("aws/logging.json", value)],
        &["logging-info/logging.json broker cloudwatch: log-group=missing log-group-key=unknown"],
    );
    let update = format!(
        r#"{{"ClusterArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/orders/1", "CurrentVersion": "K", "LoggingInfo": {value}}}"#
    );
    check(
        &[("aws/u.json", &update)],
        &["update-monitoring/orders broker cloudwatch: log-group=missing log-group-key=unknown"],
    );
    let input = format!("aws kafka update-monitoring --cli-input-json '{update}' --region eu-west-1\n");
    let expected = "update-monitoring/orders broker cloudwatch: log-group=missing log-group-key=unknown";
    check(&[("aws/u.sh", &input)], &[expected]);
    check(
        &[("aws/c.json", r#"{"ClusterInfo": {"ClusterName": "a", "State": "ACTIVE"}}"#)],
        &[
            "cluster/a broker cloudwatch: log-group=unknown log-group-key=unknown deployer=unknown",
            "cluster/a broker firehose: stream=unknown stream-tag=unknown stream-role=unknown deployer=unknown",
            "cluster/a broker s3: bucket=unknown bucket-policy=unknown bucket-key=unknown key-policy=unknown deployer=unknown",
        ],
    );
    check(&[("aws/u.json", r#"{"ClusterArn": "a", "CurrentVersion": "K", "OpenMonitoring": {}}"#)], &[]);
    let connector =
        r#"{"connectorName": "c", "logDelivery": {"workerLogDelivery": {"s3": {"enabled": true}}}}"#;
    check(
        &[("aws/k.json", connector)],
        &[
            "create-connector/c worker s3: bucket=missing bucket-policy=unknown bucket-key=unknown key-policy=unknown",
        ],
    );
    let alone = r#"{"LoggingInfo": {"AuthorizerLogs": {"S3": {"Enabled": true, "Bucket": "b"}}}}"#;
    let source = open(&[("aws/r.json", alone)]).model().sources[0].clone();
    assert!(source.is_request && source.logs[0].span.is_none() && source.logs[1].span.is_some());
}

#[test]
fn what_a_request_gets_wrong() {
    let misplaced = |text: &str| {
        let account = open(&[("aws/r.json", text)]);
        account.model().sources[0].misplaced.iter().map(|it| it.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        misplaced(
            r#"{"ClusterName": "a", "LoggingInfo": {"S3": {}, "BrokerLogs": {"CloudwatchLogs": {}, "S3": {"Bucket": "b"}}}}"#
        ),
        [
            "`BrokerLogs` has no member `CloudwatchLogs`",
            "`S3` without `Enabled`, which AWS refuses",
            "`S3` stands directly in `LoggingInfo`, where AWS does not read it",
        ]
    );
    assert!(
        misplaced(r#"{"BrokerLogs": {"S3": {"Enabled": true, "Bucket": "b", "Prefix": "p"}}}"#).is_empty()
    );
}

#[test]
fn streams_and_their_tags() {
    let cluster = CLUSTER.replace(
        "\"S3\": {\"Enabled\": true, \"Bucket\": \"acme-logs\"}",
        "\"Firehose\": {\"Enabled\": true, \"DeliveryStream\": \"s\"}",
    );
    let stream = r#"{"DeliveryStreamDescription": {"DeliveryStreamName": "s",
        "DeliveryStreamARN": "arn:aws:firehose:eu-west-1:111122223333:deliverystream/s", "DeliveryStreamType": "DirectPut",
        "Destinations": [{"ExtendedS3DestinationDescription": {"RoleARN": "arn:aws:iam::111122223333:role/r", "BucketARN": "arn:aws:s3:::b"}}]}}"#;
    let tags = |value: &str| {
        format!(r#"{{"Tags": [{{"Key": "LogDeliveryEnabled", "Value": "{value}"}}], "HasMoreTags": false}}"#)
    };
    let of = |tags: &str, verdict: &str| {
        let file = "aws/list-tags-for-delivery-stream.s.json";
        let files = [("aws/c.json", cluster.as_str()), ("aws/s.json", stream), (file, tags)];
        check(
            &files,
            &[&format!("cluster/orders broker firehose: stream=ok stream-tag={verdict} stream-role=unknown")],
        );
    };
    of(&tags("true"), "ok");
    of(&tags("True"), "broken");
    of(r#"{"Tags": [], "HasMoreTags": false}"#, "broken");
    of(r#"{"Tags": [], "HasMoreTags": true}"#, "unknown");
}

#[test]
fn scripts() {
    let script = |logging: &str| {
        format!(
            "#!/bin/sh\nNAME=orders\naws kafka create-cluster --cluster-name \"$NAME\" \\\n  --region eu-west-1 --logging-info {logging}\n"
        )
    };
    let expected = "create-cluster/orders broker s3: bucket=missing bucket-policy=unknown bucket-key=unknown key-policy=unknown";
    for logging in [
        r#"'{"BrokerLogs": {"S3": {"Enabled": true, "Bucket": "acme-logs"}}}'"#,
        r#""{\"BrokerLogs\": {\"S3\": {\"Enabled\": true, \"Bucket\": \"acme-logs\"}}}""#,
        "'BrokerLogs={S3={Enabled=true,Bucket=acme-logs}}'",
        "\"$(cat <<'END'\n{\"BrokerLogs\": {\"S3\": {\"Enabled\": true, \"Bucket\": \"acme-logs\"}}}\nEND\n)\"",
        "file://logging.json",
    ] {
        let file = r#"{"BrokerLogs": {"S3": {"Enabled": true, "Bucket": "acme-logs"}}}"#;
        let mut all = vec![expected.to_owned()];
        // What is handed to a call is not told twice.
        if logging != "file://logging.json" {
            all.insert(0, expected.replace("create-cluster/orders", "logging-info/logging.json"));
        }
        let account = open(&[("aws/deploy.sh", &script(logging)), ("aws/logging.json", file)]);
        let mut found = shown(account.model());
        found.sort_by_key(|line| line.starts_with("create"));
        assert_eq!(found, all, "{logging}: {:?}", account.problems());
    }
    let written =
        "cat > /tmp/l.json <<END\n{\"BrokerLogs\": {\"S3\": {\"Enabled\": true, \"Bucket\": \"$B\"}}}\nEND\n";
    let text = format!("{written}{}", script("file:///tmp/l.json"));
    let account = open(&[("aws/deploy.sh", &text)]);
    let name = &account.model().sources[0].logs[0].destinations[0].name;
    assert_eq!(name.set().map(ToString::to_string).as_deref(), Some("${B of aws/deploy.sh}"));
}

#[test]
fn a_script_puts_the_policy_too() {
    let text = r#"aws s3api put-bucket-policy --bucket "$B" --policy "{\"Statement\": [
  {\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"delivery.logs.amazonaws.com\"}, \"Action\": \"s3:GetBucketAcl\", \"Resource\": \"arn:aws:s3:::$B\"},
  {\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"delivery.logs.amazonaws.com\"}, \"Action\": \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::$B/*\"}]}"
aws kafka create-cluster --cluster-name orders --logging-info "BrokerLogs={S3={Enabled=true,Bucket=$B}}"
"#;
    check(
        &[("aws/deploy.sh", text)],
        &[
            "create-cluster/orders broker s3: bucket=ok bucket-policy=ok bucket-key=unknown key-policy=unknown",
        ],
    );
}

const BARE: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"}, "Action": ACTION, "Resource": "*"}]}"#;

/// The outcome of each policy that is judged by itself.
fn alone(files: &[(&str, &str)], named: &[&str], settings: &Settings) -> Vec<String> {
    open_with(files, named, settings).assumed().iter().flat_map(|it| shown(&it.model)).collect()
}

#[test]
fn policies_by_themselves() {
    let judged = |text: &str, named: bool| {
        let named: &[&str] = if named { &["p.json"] } else { &[] };
        alone(&[("p.json", text)], named, &Settings::default())
    };
    let key = |verdict: &str| {
        format!(
            "p.json broker s3: bucket=unknown bucket-policy=unknown bucket-key=unknown key-policy={verdict} deployer=unknown"
        )
    };
    assert_eq!(judged(&BARE.replace("ACTION", "\"kms:Decrypt\""), false), [key("broken")]);
    assert_eq!(judged(&BARE.replace("ACTION", "\"kms:*\""), false), [key("ok")]);
    let root = BARE.replace("\"Service\": \"delivery.logs.amazonaws.com\"", "\"AWS\": \"*\"");
    let root = root.replace("ACTION", "\"kms:*\"");
    assert!(judged(&root.replace("\"*\"}", "\"arn:aws:iam::111122223333:root\"}"), false).is_empty());
    assert_eq!(judged(&root.replace("\"*\"}", "\"arn:aws:iam::111122223333:root\"}"), true), [key("broken")]);
}

#[test]
fn policies_for_something_else_are_passed_over() {
    let bucket = |resource: &str| {
        let text = BARE.replace("ACTION", "[\"s3:PutObject\", \"s3:GetBucketAcl\"]");
        text.replace(
            "\"Resource\": \"*\"",
            &format!("\"Resource\": [\"arn:aws:s3:::b\", \"arn:aws:s3:::b/{resource}\"]"),
        )
    };
    let judged = |text: &str| alone(&[("p.json", text)], &[], &Settings::default()).len();
    assert_eq!(judged(&bucket("*")), 1);
    assert_eq!(judged(&bucket("AWSLogs/111122223333/*")), 1);
    assert_eq!(judged(&bucket("AWSLogs/111122223333/vpcflowlogs/*")), 0);
    for text in [
        r#"{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#,
        r#"{"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#,
        r#"{"Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogDelivery", "logs:*"], "Resource": "*"}]}"#,
    ] {
        assert_eq!(judged(text), 0, "{text}");
    }
}

#[test]
fn a_policy_of_whoever_deploys() {
    let policy = |actions: &str| {
        format!(r#"{{"Statement": [{{"Effect": "Allow", "Action": [{actions}], "Resource": "*"}}]}}"#)
    };
    let said = Settings { policy_kind: Some(PolicyKind::Identity), ..Settings::default() };
    let s3 = |deployer: &str| {
        format!(
            "p.json broker s3: bucket=unknown bucket-policy=unknown bucket-key=unknown key-policy=unknown deployer={deployer}"
        )
    };
    // Whether the bucket has its policy already is not said.
    let given = policy("\"kafka:*\", \"logs:CreateLogDelivery\", \"s3:GetBucketPolicy\"");
    assert_eq!(alone(&[("p.json", &given)], &["p.json"], &Settings::default()), [s3("unknown")]);
    let given = policy("\"kafka:*\", \"s3:PutBucketPolicy\", \"s3:GetBucketPolicy\"");
    assert_eq!(alone(&[("p.json", &given)], &["p.json"], &said), [s3("broken")]);
    let account = open_with(&[("p.json", &policy("\"s3:*\""))], &["p.json"], &Settings::default());
    assert_eq!(account.problems().len(), 1, "{:?}", account.problems());
}

#[test]
fn what_is_filled_in_later_is_not_known() {
    let text = BARE.replace("ACTION", "[\"s3:PutObject\", \"s3:GetBucketAcl\"]");
    for name in ["${bucket}", "{{ bucket }}", "<bucket>"] {
        let resources = format!("[\"arn:aws:s3:::{name}\", \"arn:aws:s3:::{name}/*\"]");
        let text = text.replace("\"Resource\": \"*\"", &format!("\"Resource\": {resources}"));
        let judged = alone(&[("p.json", &text)], &[], &Settings::default());
        assert!(judged[0].contains("bucket-policy=ok"), "{name}: {judged:?}");
    }
}

#[test]
fn places_lead_into_the_text_that_a_policy_is_written_in() {
    let account = open(&[("aws/p.json", POLICY)]);
    let policy = account.model().bucket_policies[0].policy.set().unwrap().clone();
    let span = policy.statements[1].span.unwrap();
    let text = span.of(POLICY).unwrap();
    assert!(text.starts_with(r#"{\"Effect\""#) && text.ends_with(r#"\"111122223333\"}}}"#), "{text}");
    assert_eq!(span.file.0, 7);
}

#[test]
fn bad_input_is_told() {
    problems(
        &[("aws/c.json", "{\"ClusterInfo\": {\n  \"ClusterName\": \"a\"")],
        &["aws/c.json:1: this `{` is not closed"],
    );
    problems(
        &[("aws/c.json", "{\"ClusterInfo\": {\n\"ClusterName\": \"a\",\n\"ClusterName\": \"b\"}}")],
        &["aws/c.json:3: `ClusterName` is given twice, first in line 2, and the last one counts"],
    );
    problems(
        &[("aws/get-bucket-policy.a.json", "\n")],
        &["aws/get-bucket-policy.a.json: is empty: a call that fails writes nothing"],
    );
    let deep = format!("{{\"BrokerLogs\": {}", "{\"a\":".repeat(100_000));
    problems(&[("aws/d.json", &deep)], &["aws/d.json:1: nested too deeply to be read"]);
    problems(
        &[("aws/a.sh", "aws kafka create-cluster --cluster-name a --logging-info '{\"BrokerLogs\": }'\n")],
        &["aws/a.sh:1: the value of `--logging-info` is not JSON: a JSON value is expected here"],
    );
    problems(
        &[("aws/a.sh", "aws kafka create-cluster --cluster-name a --logging-info 'BrokerLogs={'\n")],
        &["aws/a.sh:1: the value of `--logging-info` cannot be read: `name=value` is expected here"],
    );
    for text in [
        "{\"BrokerLogs\": 1}",
        "{\"BrokerLogs\": {\"S3\": []}}",
        "{\"ClusterInfo\": {}}",
        "{\"LoggingInfo\": {\"BrokerLogs\": null}}",
        "{\"KeyMetadata\": {\"KeyId\": 1}}",
        "{\"Statement\": {\"Effect\": 1}}",
    ] {
        open(&[("aws/x.json", text)]);
    }
}

/// Whatever a file of ours is cut down to or changed into is read without a panic.
#[test]
fn nothing_that_is_broken_stops_it() {
    let script = "B=acme\ncat > l.json <<E\n{\"BrokerLogs\": {\"S3\": {\"Enabled\": true, \"Bucket\": \"$B\"}}}\nE\naws kafka create-cluster --cluster-name a --logging-info file://l.json\naws kafka update-monitoring --cluster-arn \"$(x)\" --logging-info 'BrokerLogs={S3={Enabled=true,Bucket=ä}}'\n";
    let bare = BARE
        .replace("ACTION", "[\"s3:PutObject\", \"s3:GetBucketAcl\"]")
        .replace("\"*\"", "\"arn:aws:s3:::${b}/*\"");
    for (path, text) in
        [("aws/c.json", CLUSTER), ("aws/p.json", POLICY), ("aws/p.json", &bare), ("aws/a.sh", script)]
    {
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            let (before, behind) = text.split_at(at);
            let rest: String = behind.chars().skip(1).collect();
            for broken in [
                before.to_owned(),
                format!("{before}{rest}"),
                format!("{before}\"{rest}"),
                format!("{before}{{{behind}"),
            ] {
                let account = open_with(&[(path, &broken)], &[path], &Settings::default());
                deliveries(account.model());
            }
        }
    }
}

#[test]
fn an_account_fills_in_what_is_not_declared() {
    let encrypted = with_key();
    let id = "11111111-2222-3333-4444-555555555555";
    let file = format!("aws/{id}.key-policy.json");
    let policy = r#"{"Statement": [{"Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"}, "Action": "kms:*", "Resource": "*"}]}"#;
    let account = open(&[
        ("aws/p.json", POLICY),
        ("aws/acme-logs.bucket-encryption.json", &encrypted),
        (&file, policy),
        ("aws/g.json", r#"{"logGroups": [{"logGroupName": "g"}, {"logGroupName": "h"}]}"#),
    ]);
    let sources = |text: &str| open(&[("aws/c.json", text)]).model().sources.clone();
    let beside = |sources: Vec<model::Source>, change: fn(&mut Model)| {
        let mut model = Model { sources, ..Model::default() };
        change(&mut model);
        supplement(&mut model, account.model());
        (shown(&model), model)
    };
    let (links, model) = beside(sources(CLUSTER), |_| {});
    // No file says in which Region the bucket is.
    assert_eq!(
        links,
        ["cluster/orders broker s3: bucket=ok bucket-policy=ok bucket-key=unknown key-policy=ok"]
    );
    assert!(model.log_groups.is_empty(), "what nothing leads to is left out");
    let group = CLUSTER.replace("\"Enabled\": false", "\"Enabled\": true, \"LogGroup\": \"g\"");
    let (links, model) = beside(sources(&group), |_| {});
    assert_eq!(links[0], "cluster/orders broker cloudwatch: log-group=ok");
    assert_eq!(model.log_groups.len(), 1);
    // A policy that the configuration has for the bucket stays the only one.
    let other = open(&[("aws/p.json", &POLICY.replace("delivery.logs", "kafka"))]);
    let mut model = Model { sources: sources(CLUSTER), ..other.model().clone() };
    supplement(&mut model, account.model());
    assert_eq!(model.bucket_policies.len(), 1);
}
