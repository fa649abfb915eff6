//! Requests of roles and users: their own policies, boundaries, and accounts in key policies.

use crate::testing::{context, decide, document, identity, request, summary};
use crate::{Applied, Request, Role, evaluate, managed_policy};
use known::Why;

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234";

fn role(action: &str, resource: &str) -> Request {
    let caller = identity("arn:aws:iam::111122223333:role/ci/deployer", "111122223333");
    request(caller, action, resource, context("aws:PrincipalOrgID = o-1"))
}

fn check(policies: &[(Role, &str)], request: &Request, expected: &str) {
    let wrapped: Vec<(Role, String)> = policies
        .iter()
        .map(|(role, statement)| (*role, format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#)))
        .collect();
    let policies: Vec<(Role, &str)> = wrapped.iter().map(|(role, json)| (*role, json.as_str())).collect();
    assert_eq!(summary(&decide(&policies, request)), expected, "{policies:?}");
}

fn allow(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}"#)
}

fn key_for(principal: &str) -> String {
    format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"kms:*","Resource":"*"}}"#)
}

#[test]
fn identity_policies_add_up_and_one_deny_wins() {
    let request = role("logs:CreateLogDelivery", "*");
    let (s3, logs) = (allow("s3:*", "*"), allow("logs:Create*", "*"));
    check(&[(Role::Identity, &s3), (Role::Identity, &logs)], &request, "allowed by 1.0");
    check(
        &[(Role::Identity, &s3)],
        &request,
        "not allowed, near 0.0, Action: `Action` does not include `logs:CreateLogDelivery`",
    );
    check(
        &[(Role::Identity, &allow("logs:*", "arn:aws:logs:us-east-1:111122223333:log-group:kafka"))],
        &request,
        "not allowed, near 0.0, Resource: `Resource` covers \
         `arn:aws:logs:us-east-1:111122223333:log-group:kafka`, not `*`",
    );
    let deny = r#"{"Effect":"Deny","Action":"logs:*","Resource":"*"}"#;
    check(
        &[(Role::Identity, &logs), (Role::Identity, deny)],
        &request,
        "denied by 1.0, Statement: it denies `logs:CreateLogDelivery`",
    );
    let with_principal = logs.replace(r#""Action""#, r#""Principal":"*","Action""#);
    check(
        &[(Role::Identity, &with_principal)],
        &request,
        "not allowed, near 0.0, Principal: a policy of an identity cannot have `Principal`",
    );
}

#[test]
fn boundaries_must_allow_as_well() {
    let request = role("logs:CreateLogDelivery", "*");
    let (all, s3) = (allow("*", "*"), allow("s3:*", "*"));
    check(&[(Role::Identity, &all), (Role::Boundary, &all)], &request, "allowed by 0.0");
    check(
        &[(Role::Identity, &all), (Role::Boundary, &all), (Role::Boundary, &s3)],
        &request,
        "not allowed, near 2.0, Action: `Action` does not include `logs:CreateLogDelivery`",
    );
    check(
        &[(Role::Boundary, &all), (Role::Identity, &s3)],
        &request,
        "not allowed, near 1.0, Action: `Action` does not include `logs:CreateLogDelivery`",
    );
    let document = document(&format!(r#"{{"Statement":{all}}}"#));
    let unknown = Applied { role: Role::Boundary, document: Err(Why::new("the boundary")) };
    let known = Applied { role: Role::Identity, document: Ok(&document) };
    assert_eq!(summary(&evaluate(&[known, unknown.clone()], &request)), "unknown: the boundary");
    assert_eq!(summary(&evaluate(&[unknown], &request)), "not allowed");
}

#[test]
fn resource_policies_allow_an_identity_by_its_name_and_not_by_its_account() {
    let request = role("s3:PutObject", "arn:aws:s3:::logs/x");
    let bucket = |principal: &str| key_for(principal).replace("kms:*", "s3:*");
    check(
        &[(Role::Resource, &bucket("arn:aws:iam::111122223333:role/ci/deployer"))],
        &request,
        "allowed by 0.0",
    );
    check(&[(Role::Resource, &bucket("*"))], &request, "allowed by 0.0");
    for account in ["111122223333", "arn:aws:iam::111122223333:root"] {
        check(
            &[(Role::Resource, &bucket(account))],
            &request,
            "not allowed, meant 0.0, Principal: `Principal` names an account, which leaves it to the caller's own \
             policies, and none of them allows `s3:PutObject`",
        );
    }
    check(
        &[(Role::Resource, &bucket("111122223333")), (Role::Identity, &allow("s3:*", "*"))],
        &request,
        "allowed by 1.0",
    );
    check(
        &[(Role::Resource, &bucket("arn:aws:iam::444455556666:root"))],
        &request,
        "not allowed, near 0.0, Principal: `Principal` names `arn:aws:iam::444455556666:root`",
    );
    check(
        &[(Role::Resource, &bucket("arn:aws:sts::111122223333:assumed-role/deployer/build"))],
        &request,
        "unknown: whether the session `arn:aws:sts::111122223333:assumed-role/deployer/build` calls is not known",
    );
    let deny = bucket("arn:aws:iam::111122223333:root").replace("Allow", "Deny");
    check(
        &[(Role::Resource, &deny), (Role::Identity, &allow("s3:*", "*"))],
        &request,
        "denied by 0.0, Statement: it denies `s3:PutObject` to `arn:aws:iam::111122223333:role/ci/deployer`",
    );
}

#[test]
fn key_policies_must_allow_and_may_leave_it_to_the_account() {
    let request = role("kms:Decrypt", KEY);
    let root = key_for("arn:aws:iam::111122223333:root");
    let own = allow("kms:*", "*");
    check(&[(Role::Key, &root), (Role::Identity, &own)], &request, "allowed by 0.0");
    check(&[(Role::Key, &key_for("arn:aws:iam::111122223333:role/ci/deployer"))], &request, "allowed by 0.0");
    check(
        &[(Role::Key, &root), (Role::Identity, &allow("s3:*", "*"))],
        &request,
        "not allowed, near 1.0, Action: `Action` does not include `kms:Decrypt`",
    );
    check(
        &[(Role::Key, &root)],
        &request,
        "not allowed, meant 0.0, Principal: `Principal` names an account, which leaves it to the caller's own \
         policies, and none of them allows `kms:Decrypt`",
    );
    check(
        &[(Role::Key, &key_for("arn:aws:iam::444455556666:root")), (Role::Identity, &own)],
        &request,
        "not allowed, near 0.0, Principal: `Principal` names `arn:aws:iam::444455556666:root`",
    );
    check(&[(Role::Identity, &own)], &request, "allowed by 0.0");
    check(&[(Role::Key, &key_for("<v>")), (Role::Identity, &own)], &request, "unknown: `v` is not known");
}

#[test]
fn accounts_that_are_symbols() {
    let caller = identity("arn:aws:iam::<account>:role/deployer", "<account>");
    let request = request(caller, "kms:Decrypt", KEY, context(""));
    let own = allow("kms:*", "*");
    for root in ["<account>", "arn:aws:iam::<account>:root", "arn:<partition>:iam::<account>:root"] {
        check(&[(Role::Key, &key_for(root)), (Role::Identity, &own)], &request, "allowed by 0.0");
    }
    check(
        &[(Role::Key, &key_for("arn:aws:iam::111122223333:root")), (Role::Identity, &own)],
        &request,
        "unknown: `account` is not known",
    );
}

#[test]
fn not_principal_exempts_an_identity_only_beside_its_account() {
    let request = role("s3:PutObject", "arn:aws:s3:::logs/x");
    let own = allow("s3:*", "*");
    let check = |listed: &str, expected: &str| {
        let deny =
            format!(r#"{{"Effect":"Deny","NotPrincipal":{{"AWS":{listed}}},"Action":"*","Resource":"*"}}"#);
        check(&[(Role::Resource, &deny), (Role::Identity, &own)], &request, expected);
    };
    let denied =
        "denied by 0.0, Principal: `NotPrincipal` does not list `arn:aws:iam::111122223333:role/ci/deployer`";
    check(r#"["111122223333"]"#, denied);
    check(r#"["arn:aws:iam::111122223333:role/ci/deployer", "111122223333"]"#, "allowed by 1.0");
    check(
        r#"["arn:aws:iam::111122223333:role/ci/deployer"]"#,
        "unknown: `NotPrincipal` lists the caller without its account",
    );
}

#[test]
fn trust_policies_have_no_resource() {
    let caller = crate::testing::service("firehose.amazonaws.com");
    let mut request = request(caller, "sts:AssumeRole", "arn:aws:iam::111122223333:role/stream", context(""));
    let trust = r#"{"Effect":"Allow","Principal":{"Service":"firehose.amazonaws.com"},"Action":["sts:AssumeRole","s3:*"]}"#;
    check(&[(Role::Resource, trust)], &request, "allowed by 0.0");
    request.action = "s3:PutObject".to_string();
    check(
        &[(Role::Resource, trust)],
        &request,
        "not allowed, meant 0.0, Resource: the statement has no `Resource`",
    );
}

fn check_managed(name: &str, action: &str, expected: bool) {
    let arn = format!("arn:aws:iam::aws:policy/{name}");
    let document = managed_policy(&arn).unwrap_or_else(|| panic!("{name}"));
    let mut request = role(action, "*");
    request.context = context(
        "iam:AWSServiceName = delivery.logs.amazonaws.com\niam:PassedToService = kafka.amazonaws.com",
    );
    if action == "iam:CreateServiceLinkedRole" {
        let path = "delivery.logs.amazonaws.com/AWSServiceRoleForLogDelivery";
        request.resource =
            known::Text::literal(format!("arn:aws:iam::111122223333:role/aws-service-role/{path}"));
    }
    let decision = evaluate(&[Applied { role: Role::Identity, document: Ok(document) }], &request);
    assert_eq!(
        matches!(decision, crate::Decision::Allowed(_)),
        expected,
        "{name} {action}: {}",
        summary(&decision)
    );
}

#[test]
fn managed_policies_allow_what_aws_says() {
    for action in
        ["kafka:CreateCluster", "logs:CreateLogDelivery", "logs:PutResourcePolicy", "s3:GetBucketPolicy"]
    {
        check_managed("AmazonMSKFullAccess", action, true);
        check_managed("AdministratorAccess", action, true);
        check_managed("PowerUserAccess", action, true);
    }
    for action in ["firehose:TagDeliveryStream", "iam:CreateServiceLinkedRole", "iam:PassRole"] {
        check_managed("AmazonMSKFullAccess", action, true);
    }
    check_managed("AmazonMSKFullAccess", "s3:PutBucketPolicy", false);
    check_managed("PowerUserAccess", "s3:PutBucketPolicy", true);
    check_managed("PowerUserAccess", "iam:CreateServiceLinkedRole", true);
    check_managed("PowerUserAccess", "iam:PassRole", false);
    check_managed("AmazonS3FullAccess", "s3:PutBucketPolicy", true);
    check_managed("CloudWatchLogsFullAccess", "logs:CreateLogDelivery", true);
    check_managed("CloudWatchFullAccessV2", "logs:CreateLogDelivery", true);
    check_managed("IAMFullAccess", "iam:PassRole", true);
    check_managed("AWSKeyManagementServicePowerUser", "kms:Decrypt", false);
    check_managed("AmazonMSKReadOnlyAccess", "kafka:DescribeCluster", true);
    check_managed("job-function/SystemAdministrator", "logs:CreateLogDelivery", true);
}

#[test]
fn read_only_policies_allow_no_writes() {
    for name in [
        "ReadOnlyAccess",
        "SecurityAudit",
        "job-function/ViewOnlyAccess",
        "AmazonMSKReadOnlyAccess",
        "AmazonMSKConnectReadOnlyAccess",
        "AmazonS3ReadOnlyAccess",
        "AmazonKinesisFirehoseReadOnlyAccess",
        "CloudWatchLogsReadOnlyAccess",
        "CloudWatchReadOnlyAccess",
        "AmazonEC2ReadOnlyAccess",
        "IAMReadOnlyAccess",
    ] {
        for action in [
            "kafka:CreateCluster",
            "kafkaconnect:CreateConnector",
            "logs:CreateLogDelivery",
            "logs:PutLogEvents",
            "logs:PutResourcePolicy",
            "s3:PutObject",
            "s3:PutBucketPolicy",
            "firehose:PutRecord",
            "firehose:TagDeliveryStream",
            "kms:Decrypt",
            "kms:GenerateDataKey",
            "iam:PassRole",
            "iam:CreateServiceLinkedRole",
            "ec2:CreateVpcEndpoint",
        ] {
            check_managed(name, action, false);
        }
    }
}

#[test]
fn managed_policies_by_arn() {
    assert!(managed_policy("arn:aws-cn:iam::aws:policy/AmazonMSKFullAccess").is_some());
    assert!(
        managed_policy("arn:aws-us-gov:iam::aws:policy/service-role/AWSLambdaMSKExecutionRole").is_some()
    );
    for arn in [
        "AmazonMSKFullAccess",
        "arn:aws:iam::111122223333:policy/AmazonMSKFullAccess",
        "arn:aws:iam::aws:policy/service-role/AmazonMSKFullAccess",
        "arn:aws:iam::aws:policy/AWSLambdaMSKExecutionRole",
        "arn:x:iam::aws:policy/AmazonMSKFullAccess",
        "",
    ] {
        assert!(managed_policy(arn).is_none(), "{arn}");
    }
    let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    assert!(std::ptr::eq(managed_policy(arn).unwrap(), managed_policy(arn).unwrap()));
}
