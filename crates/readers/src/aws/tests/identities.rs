//! Tests of roles, users and their policies in the answers of IAM.

use super::*;

const STREAM: &str = r#"{"DeliveryStreamDescription": {"DeliveryStreamName": "s",
    "DeliveryStreamARN": "arn:aws:firehose:eu-west-1:111122223333:deliverystream/s", "DeliveryStreamType": "DirectPut",
    "Destinations": [{"ExtendedS3DestinationDescription": {"RoleARN": "arn:aws:iam::111122223333:role/path/writer", "BucketARN": "arn:aws:s3:::b"}}]}}"#;
const TAGS: &str = r#"{"Tags": [{"Key": "LogDeliveryEnabled", "Value": "true"}], "HasMoreTags": false}"#;
const BUCKET: &str = r#"{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;
const ROLE: &str = r#"{"Role": {"RoleName": "writer", "Arn": "arn:aws:iam::111122223333:role/path/writer", "AssumeRolePolicyDocument":
    {"Statement": [{"Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}}"#;
const WRITE: &str =
    r#"{"Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}]}"#;
const NO_NAMES: (&str, &str) = ("aws/writer.role-policies.json", r#"{"PolicyNames": []}"#);
const NOTHING: (&str, &str) = ("aws/list-attached-role-policies.writer.json", r#"{"AttachedPolicies": []}"#);

fn version(document: &str, is_default: bool) -> String {
    format!(
        r#"{{"PolicyVersion": {{"Document": {document}, "VersionId": "v3", "IsDefaultVersion": {is_default}}}}}"#
    )
}

fn attached(arn: &str) -> String {
    format!(r#"{{"AttachedPolicies": [{{"PolicyName": "x", "PolicyArn": "{arn}"}}]}}"#)
}

/// The verdict of the role of a stream with these files beside it, and why.
fn role(files: &[(&str, &str)]) -> (String, String) {
    let cluster = CLUSTER.replace(
        "\"S3\": {\"Enabled\": true, \"Bucket\": \"acme-logs\"}",
        "\"Firehose\": {\"Enabled\": true, \"DeliveryStream\": \"s\"}",
    );
    let stream = [
        ("aws/c.json", cluster.as_str()),
        ("aws/s.json", STREAM),
        ("aws/s.delivery-stream-tags.json", TAGS),
        ("aws/b.bucket-policy.json", BUCKET),
        ("aws/b.bucket-encryption.json", PLAIN),
    ];
    let account = open(&[&stream, files].concat());
    assert!(account.problems().is_empty(), "{:?}", account.problems());
    let deliveries = deliveries(account.model());
    let links = deliveries.iter().flat_map(|it| &it.paths).flat_map(|path| &path.links);
    let mut links =
        links.filter(|it| it.kind.word() == "stream-role" && it.verdict.word() != "not-applicable");
    let link = links.next().unwrap();
    (link.verdict.word().to_owned(), link.why.clone())
}

#[track_caller]
fn check_role(files: &[(&str, &str)], verdict: &str, why: &str) {
    let got = role(files);
    assert!(got.0 == verdict && got.1.contains(why), "{got:?}");
}

#[test]
fn roles_and_their_inline_policies() {
    let names = r#"{"PolicyNames": ["w"], "IsTruncated": false}"#;
    let inline = |document: &str| {
        format!(r#"{{"RoleName": "writer", "PolicyName": "w", "PolicyDocument": {document}}}"#)
    };
    let files = |inline: &str, expected: &str, why: &str| {
        let names = ("aws/list-role-policies.writer.json", names);
        check_role(&[("aws/r.json", ROLE), names, ("aws/i.json", inline), NOTHING], expected, why);
    };
    files(&inline(WRITE), "ok", "`role/writer` has `s3:PutObject`");
    files(
        &inline(&WRITE.replace("s3:PutObject", "s3:GetObject")),
        "broken",
        "`role/writer` lacks `s3:PutObject`",
    );
    // As the API encodes it.
    let encoded: String = WRITE.bytes().map(|byte| format!("%{byte:02X}")).collect();
    files(&inline(&format!("\"{encoded}\"")), "ok", "");
    let names = ("aws/list-role-policies.writer.json", names);
    check_role(
        &[("aws/r.json", ROLE), names, NOTHING],
        "unknown",
        "`get-role-policy.writer.w.json` would show it",
    );
    check_role(&[("aws/r.json", ROLE), NOTHING], "unknown", "`list-role-policies.writer.json` would show it");
    check_role(
        &[("aws/r.json", ROLE), NO_NAMES],
        "unknown",
        "`list-attached-role-policies.writer.json` would",
    );
    check_role(&[NO_NAMES], "unknown", "`get-role.writer.json` would show it");
    check_role(&[NO_NAMES, NOTHING], "broken", "`role/writer` lacks `s3:PutObject`");
    check_role(&[], "unknown", "`get-role.writer.json` would show it");
    let part = r#"{"PolicyNames": [], "IsTruncated": true, "Marker": "m"}"#;
    let part = ("aws/list-role-policies.writer.json", part);
    check_role(&[("aws/r.json", ROLE), part, NOTHING], "unknown", "shows only a part of the list");
    let nameless = ("aws/list-role-policies.json", r#"{"PolicyNames": []}"#);
    check_role(&[("aws/r.json", ROLE), nameless, NOTHING], "unknown", "does not say which role it shows");
    let folder = [
        ("aws/writer/list-role-policies.json", r#"{"PolicyNames": []}"#),
        ("aws/writer/get-role.json", ROLE),
    ];
    check_role(&[&folder[..], &[NOTHING]].concat(), "broken", "lacks `s3:PutObject`");
    // Lists leave the boundaries out.
    let listed = format!("{{\"Roles\": [{}]}}", entry());
    let writes = inline(WRITE);
    let files = [("aws/r.json", listed.as_str()), ("aws/i.json", &writes), names, NOTHING];
    check_role(&files, "unknown", "whether `writer` has a permissions boundary");
}

/// The role alone.
fn entry() -> &'static str {
    ROLE.strip_prefix("{\"Role\": ").and_then(|rest| rest.strip_suffix('}')).unwrap()
}

#[test]
fn managed_policies_of_roles() {
    let arn = "arn:aws:iam::111122223333:policy/deep/writes";
    let list = attached(arn);
    let list = ("aws/writer.attached-role-policies.json", list.as_str());
    let given = |name: &str, text: &str, verdict: &str, why: &str| {
        check_role(&[("aws/r.json", ROLE), NO_NAMES, list, (name, text)], verdict, why);
    };
    given("aws/get-policy-version.writes.json", &version(WRITE, true), "ok", "");
    given("aws/writes.policy-version.json", &version(WRITE, true), "ok", "");
    given(
        "aws/writes.policy-version.json",
        &version(WRITE, false),
        "unknown",
        "shows `v3`, which is not the version in force",
    );
    given(
        "aws/get-policy-version.other.json",
        &version(WRITE, true),
        "unknown",
        "`get-policy-version.writes.json` would show it",
    );
    let said = version(WRITE, true).replacen('{', &format!("{{\"PolicyArn\": \"{arn}\", "), 1);
    given("aws/p.json", &said, "ok", "");
    // What AWS writes itself is known, and what it writes else is asked for.
    let of_aws = |name: &str| attached(&format!("arn:aws:iam::aws:policy/{name}"));
    let with = |text: &str, verdict: &str, why: &str| {
        check_role(&[("aws/r.json", ROLE), NO_NAMES, (list.0, text)], verdict, why);
    };
    with(&of_aws("AdministratorAccess"), "ok", "");
    with(&of_aws("SomethingNewer"), "unknown", "`get-policy-version.SomethingNewer.json` would show it");
    let bounded = ROLE.replace(
        "\"AssumeRolePolicyDocument\"",
        "\"PermissionsBoundary\": {\"PermissionsBoundaryArn\": \"arn:aws:iam::111122223333:policy/limit\"}, \"AssumeRolePolicyDocument\"",
    );
    let writes = version(WRITE, true);
    let files =
        [("aws/r.json", bounded.as_str()), NO_NAMES, list, ("aws/writes.policy-version.json", &writes)];
    check_role(&files, "unknown", "`get-policy-version.limit.json` would show it");
    let limit = version(r#"{"Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}"#, true);
    check_role(
        &[&files[..], &[("aws/limit.policy-version.json", &limit)]].concat(),
        "broken",
        "lacks `s3:PutObject`",
    );
}

/// One role, one user in a group, and a policy with two versions.
fn details(role_policies: &str, of_group: &str) -> String {
    let role = entry().strip_suffix('}').unwrap();
    format!(
        r#"{{"UserDetailList": [{{"UserName": "ines", "Arn": "arn:aws:iam::111122223333:user/ines", "GroupList": ["deployers"], "AttachedManagedPolicies": []}}],
        "GroupDetailList": [{{"GroupName": "deployers", "Arn": "arn:aws:iam::111122223333:group/deployers", "GroupPolicyList": [{{"PolicyName": "g", "PolicyDocument": {of_group}}}]}}],
        "RoleDetailList": [{role}, {role_policies}}}],
        "Policies": [{{"PolicyName": "writes", "Arn": "arn:aws:iam::111122223333:policy/writes", "DefaultVersionId": "v2", "PolicyVersionList": [
            {{"VersionId": "v1", "IsDefaultVersion": false, "Document": {{"Statement": []}}}}, {{"VersionId": "v2", "IsDefaultVersion": true, "Document": {WRITE}}}]}}],
        "IsTruncated": false}}"#
    )
}

const ATTACHED: &str = r#""RolePolicyList": [], "AttachedManagedPolicies": [{"PolicyName": "writes", "PolicyArn": "arn:aws:iam::111122223333:policy/writes"}]"#;

fn may(actions: &str) -> String {
    format!(r#"{{"Statement": [{{"Effect": "Allow", "Action": [{actions}], "Resource": "*"}}]}}"#)
}

#[test]
fn all_of_iam_in_one_file() {
    let inline = format!(
        r#""RolePolicyList": [{{"PolicyName": "w", "PolicyDocument": {WRITE}}}], "AttachedManagedPolicies": []"#
    );
    let none = r#""RolePolicyList": [], "AttachedManagedPolicies": []"#;
    for (policies, verdict) in [(ATTACHED, "ok"), (inline.as_str(), "ok"), (none, "broken")] {
        check_role(&[("aws/iam.json", &details(policies, &may("\"s3:*\"")))], verdict, "");
    }
}

/// The verdict of the link `deployer` of a request.
fn deployer(of_group: &str, role: &str) -> String {
    let request = r#"{"ClusterName": "orders", "KafkaVersion": "3.9.x", "BrokerNodeGroupInfo": {}, "LoggingInfo": {"BrokerLogs": {"CloudWatchLogs": {"Enabled": true, "LogGroup": "g"}}}}"#;
    let group = r#"{"logGroups": [{"logGroupName": "g", "arn": "arn:aws:logs:eu-west-1:111122223333:log-group:g:*"}]}"#;
    let policies = format!(
        r#""RolePolicyList": [{{"PolicyName": "w", "PolicyDocument": {role}}}], "AttachedManagedPolicies": []"#
    );
    let iam = details(&policies, of_group);
    // Nobody deploys as Firehose.
    let iam = iam.replace(r#""Service": "firehose.amazonaws.com""#, r#""AWS": "111122223333""#);
    let files = [("aws/create-cluster.json", request), ("aws/g.json", group), ("aws/iam.json", iam.as_str())];
    let lines = shown(open(&files).model());
    lines[0].rsplit_once("deployer=").map(|(_, verdict)| verdict.to_owned()).unwrap_or_default()
}

#[test]
fn who_deploys_is_one_of_those_that_may() {
    let msk = may("\"kafka:*\"");
    let all = may(
        "\"kafka:*\", \"logs:CreateLogDelivery\", \"logs:DescribeLogGroups\", \"logs:DescribeResourcePolicies\", \"logs:PutResourcePolicy\"",
    );
    let other = may("\"s3:*\"");
    assert_eq!(deployer(&other, &other), "");
    assert_eq!(deployer(&msk, &other), "broken");
    assert_eq!(deployer(&all, &other), "ok");
    assert_eq!(deployer(&msk, &all), "ok");
    assert_eq!(deployer(&msk, &msk), "broken");
}

#[test]
fn a_role_that_a_configuration_names_is_found_in_the_account() {
    let stream = open(&[("aws/s.json", STREAM), ("aws/s.delivery-stream-tags.json", TAGS)]);
    let account = open(&[("aws/iam.json", &details(ATTACHED, &may("\"s3:*\"")))]);
    let mut model = Model {
        sources: open(&[("aws/c.json", CLUSTER)]).model().sources.clone(),
        streams: stream.model().streams.clone(),
        ..Model::default()
    };
    supplement(&mut model, account.model());
    let named: Vec<&str> = model.identities.iter().map(|it| it.place.address.as_str()).collect();
    assert_eq!((named, model.managed_policies.len()), (vec!["role/writer"], 1));
}

/// Whatever is left out or cut off.
#[test]
fn broken_answers_are_read_without_a_panic() {
    let whole = details(ATTACHED, &may("\"s3:*\""));
    for text in [ROLE, &whole, &version(WRITE, true), &attached("x")] {
        for at in (0..text.len()).step_by(7) {
            let (before, behind) = text.split_at(at);
            let rest: String = behind.chars().skip(1).collect();
            for broken in [before.to_owned(), format!("{before}{rest}"), format!("{before}null{rest}")] {
                deliveries(
                    open(&[("aws/get-policy-version.a.json", &broken), ("aws/s.json", STREAM)]).model(),
                );
            }
        }
    }
    for text in [
        r#"{"Role": {"AssumeRolePolicyDocument": null}}"#,
        r#"{"Roles": [{"AssumeRolePolicyDocument": "%7"}, null, 1]}"#,
        r#"{"AttachedPolicies": [1, null, {"PolicyArn": []}]}"#,
        r#"{"PolicyNames": [{}, null]}"#,
        r#"{"RoleDetailList": [null], "UserDetailList": [{"UserName": 1}], "Policies": [{}], "GroupDetailList": 7}"#,
        r#"{"PolicyVersion": {"Document": "Statement"}}"#,
    ] {
        deliveries(open(&[("aws/list-role-policies.writer.json", text), ("aws/s.json", STREAM)]).model());
    }
}
