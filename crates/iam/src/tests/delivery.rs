//! The request of log delivery against policies of buckets and keys.

use crate::testing::{context, decide, document, request, service, summary, text};
use crate::{Applied, Decision, Document, Request, Role, evaluate};
use known::{Span, Why};

const DELIVERY: &str = "delivery.logs.amazonaws.com";
const OBJECT: &str = "arn:aws:s3:::logs/AWSLogs/111122223333/KafkaBrokerLogs/<…>";

fn put(account: &str, resource: &str) -> Request {
    let context = context(&format!(
        "aws:SourceAccount = {account}
         aws:SourceArn = arn:aws:logs:us-east-1:{account}:<…>
         aws:PrincipalIsAWSService = true
         aws:PrincipalServiceName = {DELIVERY}
         aws:SecureTransport = true
         aws:PrincipalOrgID -
         aws:SourceVpce -
         aws:PrincipalTag/* -
         s3:x-amz-acl = bucket-owner-full-control
         s3:x-amz-server-side-encryption -"
    ));
    request(service(DELIVERY), "s3:PutObject", resource, context)
}

fn policy(statements: &[&str]) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

/// The write statement of log delivery with its principal, resource and condition.
fn write(principal: &str, resource: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":{principal},"Action":"s3:PutObject","Resource":"{resource}","Condition":{condition}}}"#
    )
}

fn deny(condition: &str) -> String {
    let allow = write(r#"{"Service":"delivery.logs.amazonaws.com"}"#, "arn:aws:s3:::logs/*", "{}");
    let deny = format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/*"],"Condition":{condition}}}"#
    );
    policy(&[&allow, &deny])
}

fn check(policy: &str, request: &Request, expected: &str) {
    assert_eq!(summary(&decide(&[(Role::Resource, policy)], request)), expected, "{policy}");
}

fn check_condition(condition: &str, expected: &str) {
    let statement =
        write(r#"{"Service":"delivery.logs.amazonaws.com"}"#, "arn:aws:s3:::logs/AWSLogs/*", condition);
    check(&policy(&[&statement]), &put("111122223333", OBJECT), expected);
}

fn check_deny(condition: &str, expected: &str) {
    check(&deny(condition), &put("111122223333", OBJECT), expected);
}

#[test]
fn the_source_of_the_logs() {
    check_condition(
        r#"{"StringEquals":{"aws:SourceAccount":["111122223333"],"s3:x-amz-acl":"bucket-owner-full-control"},
            "ArnLike":{"aws:SourceArn":["arn:aws:logs:us-east-1:111122223333:*"]}}"#,
        "allowed by 0.0",
    );
    check_condition(
        r#"{"ArnLike":{"aws:SourceArn":"arn:aws:kafka:us-east-1:111122223333:*"}}"#,
        "not allowed, meant 0.0, Condition(\"aws:SourceArn\"): `aws:SourceArn` admits only \
         `arn:aws:kafka:us-east-1:111122223333:*`, the request carries `arn:aws:logs:us-east-1:111122223333:…`",
    );
    check_condition(
        r#"{"StringEquals":{"aws:SourceAccount":["1","2","3","4"]}}"#,
        "not allowed, meant 0.0, Condition(\"aws:SourceAccount\"): `aws:SourceAccount` admits only `1`, `2` or 2 more, \
         the request carries `111122223333`",
    );
    check_condition(
        r#"{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#,
        "not allowed, meant 0.0, Condition(\"aws:PrincipalOrgID\"): `aws:PrincipalOrgID` admits only `o-1`, \
         a service's request does not carry it",
    );
    check_condition(
        r#"{"Null":{"s3:x-amz-server-side-encryption":"false"}}"#,
        "not allowed, meant 0.0, Condition(\"s3:x-amz-server-side-encryption\"): `s3:x-amz-server-side-encryption` \
         must be present, a service's request does not carry it",
    );
    check_condition(
        r#"{"StringNotEquals":{"aws:SourceAccount":"111122223333"}}"#,
        "not allowed, meant 0.0, Condition(\"aws:SourceAccount\"): `aws:SourceAccount` must not be `111122223333`, \
         the request carries `111122223333`",
    );
}

#[test]
fn an_account_that_is_not_known() {
    let json = policy(&[&write(
        r#"{"Service":"delivery.logs.amazonaws.com"}"#,
        "arn:aws:s3:::logs/*",
        r#"{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#,
    )]);
    let request = put("<account>", OBJECT);
    let document = document(&json);
    let condition = document.statements[0].conditions[0].span;
    match evaluate(&[Applied { role: Role::Resource, document: Ok(&document) }], &request) {
        Decision::Unknown { why, at, span } => {
            assert_eq!(why.text(), "`account` is not known");
            assert_eq!(
                at.map(|at| (at.policy, at.statement, at.span)),
                Some((0, 0, document.statements[0].span))
            );
            assert_eq!(span, condition);
        }
        other => panic!("{other:?}"),
    }
    let own = json.replace("111122223333", "<account>");
    check(&own, &request, "allowed by 0.0");
}

#[test]
fn the_nearest_statement_is_named() {
    let principal = r#"{"Service":"delivery.logs.amazonaws.com"}"#;
    let acl = r#"{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::logs"}"#;
    let broken =
        write(principal, "arn:aws:s3:::logs/AWSLogs/*", r#"{"StringEquals":{"aws:SourceAccount":"2"}}"#);
    let other = write(r#"{"AWS":"arn:aws:iam::111122223333:root"}"#, "arn:aws:s3:::logs/*", "{}");
    let under_prefix = put("111122223333", "arn:aws:s3:::logs/kafka/AWSLogs/<…>");
    check(
        &policy(&[&other, acl, &broken]),
        &under_prefix,
        "not allowed, meant 0.2, Resource: `Resource` covers `arn:aws:s3:::logs/AWSLogs/*`, \
         not `arn:aws:s3:::logs/kafka/AWSLogs/…`",
    );
    check(
        &policy(&[&other, acl]),
        &under_prefix,
        "not allowed, meant 0.1, Action: `Action` does not include `s3:PutObject`",
    );
    check(
        &policy(&[&other]),
        &under_prefix,
        "not allowed, near 0.0, Principal: `Principal` names `arn:aws:iam::111122223333:root`",
    );
    check(&policy(&[]), &under_prefix, "not allowed");
    check(
        &policy(&[&write(r#"{"Service":["kafka.amazonaws.com","Delivery.logs.amazonaws.com"]}"#, "*", "{}")]),
        &under_prefix,
        "not allowed, near 0.0, Principal: `Principal` names `kafka.amazonaws.com` and `Delivery.logs.amazonaws.com`",
    );
}

#[test]
fn principals_that_cover_a_service() {
    let request = put("111122223333", OBJECT);
    let with = |principal: &str| policy(&[&write(principal, "arn:aws:s3:::logs/*", "{}")]);
    check(&with(r#""*""#), &request, "allowed by 0.0");
    check(&with(r#"{"AWS":"*"}"#), &request, "allowed by 0.0");
    check(
        &with(r#"{"Service":["a.amazonaws.com","delivery.logs.amazonaws.com"]}"#),
        &request,
        "allowed by 0.0",
    );
    check(
        &with(r#"{"Service":"*"}"#),
        &request,
        "unknown: AWS does not document what `*` means among services",
    );
    check(&with(r#"{"Service":"delivery.<v>.amazonaws.com"}"#), &request, "unknown: `v` is not known");
    check(&with(r#"{"Service":["a","<?>"]}"#), &request, "unknown: the list goes on");
    check(&with(r#"{"AWS":"<v>"}"#), &request, "unknown: `v` is not known");
    for principal in
        [r#"{"AWS":"<arn>"}"#, r#"{"AWS":"<account>"}"#, r#"{"Federated":["*","<?>"]}"#, r#"{"*":"*"}"#]
    {
        let decision = decide(&[(Role::Resource, &with(principal))], &request);
        assert!(matches!(decision, Decision::NotAllowed(Some(ref miss)) if !miss.meant), "{principal}");
    }
}

#[test]
fn denials_that_spare_log_delivery() {
    for condition in [
        r#"{"Bool":{"aws:SecureTransport":"false"}}"#,
        r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"},"Bool":{"aws:PrincipalIsAWSService":"false"}}"#,
        r#"{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}"#,
        r#"{"StringNotEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}}"#,
        r#"{"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"},"Null":{"s3:x-amz-server-side-encryption":"false"}}"#,
    ] {
        check_deny(condition, "allowed by 0.0");
    }
}

#[test]
fn denials_that_stop_log_delivery() {
    check_deny(
        r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}"#,
        "denied by 0.1, Condition(\"aws:PrincipalOrgID\"): `aws:PrincipalOrgID` is absent from a service's request, \
         so `StringNotEquals` holds",
    );
    check_deny(
        r#"{"Bool":{"aws:SecureTransport":"true"},"StringNotEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}"#,
        "denied by 0.1, Condition(\"aws:SourceVpce\"): `aws:SourceVpce` is absent from a service's request, \
         so `StringNotEqualsIfExists` holds",
    );
    check_deny(
        r#"{"Null":{"s3:x-amz-server-side-encryption":"true"}}"#,
        "denied by 0.1, Condition(\"s3:x-amz-server-side-encryption\"): `s3:x-amz-server-side-encryption` is absent \
         from a service's request, so `Null` holds",
    );
    check_deny(
        r#"{"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}}"#,
        "denied by 0.1, Condition(\"s3:x-amz-server-side-encryption\"): `s3:x-amz-server-side-encryption` is absent \
         from a service's request, so `StringNotEquals` holds",
    );
    check_deny(
        r#"{"StringNotEquals":{"aws:SourceAccount":"444455556666"}}"#,
        "denied by 0.1, Condition(\"aws:SourceAccount\"): `aws:SourceAccount` is `111122223333`, \
         not `444455556666`, so `StringNotEquals` holds",
    );
    check_deny(
        r#"{"Bool":{"aws:SecureTransport":"true"}}"#,
        "denied by 0.1, Condition(\"aws:SecureTransport\"): `aws:SecureTransport` is `true`, so `Bool` holds",
    );
    check_deny("{}", "denied by 0.1, Statement: it denies `s3:PutObject` to everyone");
}

#[test]
fn denials_by_what_they_leave_out() {
    let allow = write(r#"{"Service":"delivery.logs.amazonaws.com"}"#, "arn:aws:s3:::logs/*", "{}");
    let with = |elements: &str| policy(&[&allow, &format!(r#"{{"Effect":"Deny",{elements}}}"#)]);
    let request = put("111122223333", OBJECT);
    let others = r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:root"],"Service":["a.amazonaws.com"]}"#;
    check(
        &with(&format!(r#"{others},"Action":"s3:*","Resource":"arn:aws:s3:::logs/*""#)),
        &request,
        "denied by 0.1, Principal: `NotPrincipal` does not list `delivery.logs.amazonaws.com`",
    );
    check(
        &with(&format!(r#"{},"Action":"*","Resource":"*""#, others.replace("a.amazonaws.com", DELIVERY))),
        &request,
        "allowed by 0.0",
    );
    check(
        &with(r#""Principal":"*","NotAction":"s3:Get*","Resource":"*""#),
        &request,
        "denied by 0.1, Action: `NotAction` does not list `s3:PutObject`",
    );
    check(
        &with(r#""Principal":"*","NotAction":["s3:Get*","S3:put*"],"Resource":"*""#),
        &request,
        "allowed by 0.0",
    );
    check(
        &with(r#""Principal":"*","Action":"*","NotResource":"arn:aws:s3:::logs/other/*""#),
        &request,
        "denied by 0.1, Resource: `NotResource` does not list \
         `arn:aws:s3:::logs/AWSLogs/111122223333/KafkaBrokerLogs/…`",
    );
    check(
        &with(
            r#""Principal":{"Service":"delivery.logs.amazonaws.com"},"Action":"s3:PutObject","Resource":"*""#,
        ),
        &request,
        "denied by 0.1, Statement: it denies `s3:PutObject` to `delivery.logs.amazonaws.com`",
    );
    check(
        &with(r#""Principal":"*","NotAction":["s3:Get*","<?>"],"Resource":"*""#),
        &request,
        "unknown: the list goes on",
    );
}

#[test]
fn a_deny_that_may_hit_makes_an_allow_unknown_and_a_refusal_no_less_certain() {
    let unknown = r#"{"StringEquals":{"aws:SourceAccount":"<v>"}}"#;
    check_deny(unknown, "unknown: `v` is not known");
    let document = document(&deny(unknown));
    let applied = [Applied { role: Role::Resource, document: Ok(&document) }];
    let Decision::Unknown { at, span, .. } = evaluate(&applied, &put("111122223333", OBJECT)) else {
        panic!()
    };
    assert_eq!(at.map(|at| at.statement), Some(1));
    assert_eq!(span, document.statements[1].conditions[0].span);
    let elsewhere = put("111122223333", "arn:aws:s3:::other/x");
    assert!(matches!(evaluate(&applied, &elsewhere), Decision::NotAllowed(Some(_))));
}

#[test]
fn of_several_doubts_the_one_about_the_caller_is_told() {
    let bystander = write(r#"{"AWS":"<v>"}"#, "*", "{}");
    let meant = write(r#"{"Service":"delivery.logs.amazonaws.com"}"#, "arn:aws:s3:::<bucket>/*", "{}");
    let request = put("111122223333", OBJECT);
    check(&policy(&[&bystander, &meant]), &request, "unknown: `bucket` is not known");
    check(&policy(&[&meant, &bystander]), &request, "unknown: `bucket` is not known");
}

#[test]
fn what_is_not_known_of_a_document() {
    let request = put("111122223333", OBJECT);
    let allow = write(r#"{"Service":"delivery.logs.amazonaws.com"}"#, "arn:aws:s3:::logs/*", "{}");
    let open = policy(&[&allow]).replace(r#""Version""#, r#""open":"there may be more","Version""#);
    check(&open, &request, "unknown: there may be more");
    let open_condition = allow.replace(r#""Effect""#, r#""open":"its condition","Effect""#);
    check(&policy(&[&open_condition]), &request, "unknown: its condition");
    check(&policy(&[&allow.replace("Allow", "its effect")]), &request, "unknown: its effect");
    check(
        &policy(&[&allow.replace(r#""Effect":"Allow","#, "")]),
        &request,
        "not allowed, meant 0.0, Statement: the statement has no `Effect`",
    );
    check(&policy(&[&allow.replace("s3:PutObject", "<v>")]), &request, "unknown: `v` is not known");
    check(
        &policy(&[&allow.replace("s3:PutObject", "kms:<v>")]),
        &request,
        "not allowed, meant 0.0, Action: `Action` does not include `s3:PutObject`",
    );
    check(&policy(&[&allow.replace(":::logs", ":::<bucket>")]), &request, "unknown: `bucket` is not known");
    check(
        &policy(&[&allow.replace(r#""Resource""#, r#""Verb""#)]),
        &request,
        "not allowed, meant 0.0, Resource: the statement has no `Resource`",
    );
}

#[test]
fn policies_whose_text_is_not_known() {
    let request = put("111122223333", OBJECT);
    let allowing = document(&policy(&[&write(r#""*""#, "*", "{}")]));
    let denying = document(&policy(&[r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#]));
    let decide = |known: Option<&Document>| {
        let unknown = Applied { role: Role::Resource, document: Err(Why::new("its text")) };
        let known = known.map(|document| Applied { role: Role::Resource, document: Ok(document) });
        summary(&evaluate(&[Some(unknown), known].into_iter().flatten().collect::<Vec<_>>(), &request))
    };
    assert_eq!(decide(None), "unknown: its text");
    assert_eq!(decide(Some(&allowing)), "unknown: its text");
    assert_eq!(decide(Some(&denying)), "denied by 1.0, Statement: it denies `s3:PutObject` to everyone");
}

#[test]
fn variables_of_a_policy() {
    let principal = r#"{"Service":"delivery.logs.amazonaws.com"}"#;
    let own = |resource: &str| {
        policy(&[&write(principal, &format!("arn:aws:s3:::logs/AWSLogs/{resource}/*"), "{}")])
    };
    let request = put("111122223333", OBJECT);
    check(&own("${aws:SourceAccount}"), &request, "allowed by 0.0");
    check(
        &own("${ AWS:sourceaccount }"),
        &put("<account>", "arn:aws:s3:::logs/AWSLogs/<account>/x"),
        "allowed by 0.0",
    );
    check(&own("${aws:PrincipalTag/account, '111122223333'}"), &request, "allowed by 0.0");
    check(
        &own("${aws:Unheard}"),
        &request,
        "unknown: whether the request carries `aws:unheard` is not known",
    );
    for resource in ["${aws:PrincipalOrgID}", "${aws:SourceAccount", "${}", "${aws:SourceAccount, x}", "$"] {
        let decision = decide(&[(Role::Resource, &own(resource))], &request);
        assert!(matches!(decision, Decision::NotAllowed(_)), "{resource}: {decision:?}");
    }
    let old = own("${aws:SourceAccount}").replace("2012-10-17", "2008-10-17");
    assert!(matches!(decide(&[(Role::Resource, &old)], &request), Decision::NotAllowed(_)));
    check(&own("${aws:SourceAccount}").replace("2012-10-17", "<v>"), &request, "unknown: `v` is not known");
    check(&own("${aws:PrincipalTag/<v>, 'x'}"), &request, "unknown: `v` is not known");
    let starred = put("111122223333", "arn:aws:s3:::logs/AWSLogs/*?$/x");
    check(&own("${*}${?}${$}"), &starred, "allowed by 0.0");
    assert!(matches!(decide(&[(Role::Resource, &own("${*}${*}${$}"))], &starred), Decision::NotAllowed(_)));
}

#[test]
fn a_variable_without_value_decides_nothing_under_a_negation() {
    let allow = write(r#"{"Service":"delivery.logs.amazonaws.com"}"#, "arn:aws:s3:::logs/*", "{}");
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"*","NotResource":"arn:aws:s3:::logs/${aws:PrincipalOrgID}/*"}"#;
    check(
        &policy(&[&allow, deny]),
        &put("111122223333", OBJECT),
        "unknown: `${aws:PrincipalOrgID}` has no value in the request",
    );
    let unheard = deny.replace("logs/${aws:PrincipalOrgID}", "other/${aws:Unheard}");
    check(
        &policy(&[&allow, &unheard]),
        &put("111122223333", OBJECT),
        "unknown: whether the request carries `aws:unheard` is not known",
    );
    check_deny(r#"{"StringEquals":{"aws:SourceAccount":"${aws:PrincipalOrgID}"}}"#, "allowed by 0.0");
}

#[test]
fn a_symbol_is_no_variable() {
    let mut request = put("111122223333", OBJECT);
    request.resource = text("arn:aws:s3:::logs/<aws:SourceAccount>/x");
    let statement = write(r#""*""#, "arn:aws:s3:::logs/${aws:SourceAccount}/*", "{}");
    check(&policy(&[&statement]), &request, "unknown: `aws:SourceAccount` is not known");
}

#[test]
fn key_policies() {
    let mut request = put("111122223333", "arn:aws:kms:us-east-1:111122223333:key/1234");
    request.action = "kms:GenerateDataKey".to_string();
    let check = |statement: &str, expected: &str| {
        let decision = decide(&[(Role::Key, &policy(&[statement]))], &request);
        assert_eq!(summary(&decision), expected, "{statement}");
    };
    let delivery = r#""Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"}"#;
    check(&format!(r#"{{{delivery},"Action":"kms:GenerateDataKey*","Resource":"*"}}"#), "allowed by 0.0");
    check(
        &format!(
            r#"{{{delivery},"Action":"kms:*","Resource":"arn:aws:kms:us-east-1:111122223333:key/1234"}}"#
        ),
        "allowed by 0.0",
    );
    check(
        &format!(r#"{{{delivery},"Action":"kms:GenerateDataKey*"}}"#),
        "not allowed, meant 0.0, Resource: a statement without `Resource` has no effect",
    );
    check(
        &format!(r#"{{{delivery},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*"}}"#),
        "not allowed, meant 0.0, Action: `Action` does not include `kms:GenerateDataKey`",
    );
    check(
        r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        "not allowed, near 0.0, Principal: `Principal` names `arn:aws:iam::111122223333:root`",
    );
    check(
        r#"{"Effect":"Allow","Action":"kms:*","Resource":"*"}"#,
        "not allowed, near 0.0, Principal: the statement has no `Principal`",
    );
}

#[test]
fn a_policy_beyond_all_limits_is_not_evaluated() {
    let resources: Vec<String> = (0..40_000).map(|i| format!(r#""arn:aws:s3:::logs/{i}*""#)).collect();
    let statement = write(r#""*""#, "x", "{}").replace(r#""x""#, &format!("[{}]", resources.join(",")));
    check(
        &policy(&[&statement]),
        &put("111122223333", OBJECT),
        "unknown: the policy is far larger than AWS accepts",
    );
}

#[test]
fn places_of_what_is_missed_and_hit() {
    let request = put("111122223333", OBJECT);
    let place = |json: &str| -> (Document, Option<Span>) {
        let document = document(json);
        let applied = [Applied { role: Role::Resource, document: Ok(&document) }];
        let span = match evaluate(&applied, &request) {
            Decision::Denied { span, .. } | Decision::Unknown { span, .. } => span,
            Decision::NotAllowed(miss) => miss.unwrap().span,
            other => panic!("{other:?}"),
        };
        (document, span)
    };
    let service = r#"{"Service":"delivery.logs.amazonaws.com"}"#;
    let (document, span) = place(&policy(&[&write(service, "arn:aws:s3:::other/*", "{}")]));
    assert_eq!(span, document.statements[0].resources.as_ref().unwrap().span);
    let (document, span) = place(&policy(&[&write(service, "<v>", "{}")]));
    assert_eq!(span, document.statements[0].resources.as_ref().unwrap().entries[0].span);
    let (document, span) = place(&policy(&[&write(r#"{"Service":["a","<v>"]}"#, "*", "{}")]));
    assert_eq!(span, document.statements[0].principals.as_ref().unwrap().sets[0].entries[1].span);
    let (document, span) = place(&deny(r#"{"Null":{"aws:PrincipalOrgID":"true"}}"#));
    assert_eq!(span, document.statements[1].conditions[0].span);
}
