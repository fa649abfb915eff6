//! Concrete policies and requests against an independent evaluator, `iam-rs`, where it follows AWS.
//! Left out, since it does not: `{"AWS": "*"}` for a service, accounts as principals, ARN operators
//! by component, several values under an operator for one, and case of condition keys.

use crate::testing::{context, decide, request, service};
use crate::{Decision, Role};
use iam_rs::{Arn, ContextValue, IAMPolicy, IAMRequest, Principal, PrincipalId, evaluate_policy};
use proptest::prelude::*;
use proptest::sample::select;

const SERVICE: &str = "delivery.logs.amazonaws.com";

/// Operator, key, values; what is compared with which is left to chance.
fn condition() -> impl Strategy<Value = String> {
    let with = |operators: Vec<&'static str>, key: &'static str, values: Vec<&'static str>| {
        (select(operators), select(vec!["", "IfExists"]), prop::collection::vec(select(values), 1..3))
            .prop_map(move |(operator, suffix, values)| {
                format!(r#""{operator}{suffix}":{{"{key}":{values:?}}}"#)
            })
    };
    let strings = vec![
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
    ];
    let numbers = vec![
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
    ];
    let dates = vec![
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
    ];
    let set = (
        select(vec!["ForAllValues", "ForAnyValue"]),
        select(vec!["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"]),
        prop::collection::vec(select(vec!["a", "b", "ab*", "*"]), 1..3),
    )
        .prop_map(|(set, operator, values)| format!(r#""{set}:{operator}":{{"set":{values:?}}}"#));
    let null = (select(vec!["string", "set", "number"]), any::<bool>())
        .prop_map(|(key, absent)| format!(r#""Null":{{"{key}":"{absent}"}}"#));
    prop_oneof![
        with(strings, "string", vec!["a", "A", "ab*", "a?", "*", "abc"]),
        with(numbers, "number", vec!["1", "1.5", "-3"]),
        with(dates, "date", vec!["2024-01-01T00:00:00Z", "2024-06-01T00:00:00+02:00"]),
        with(
            vec!["IpAddress", "NotIpAddress"],
            "address",
            vec!["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"]
        ),
        with(
            vec!["ArnLike", "ArnNotLike"],
            "arn",
            vec!["arn:aws:logs:*:1:*", "arn:aws:s3:::a", "arn:aws:logs:r:1:g:*"]
        ),
        set,
        null,
    ]
}

fn statement() -> impl Strategy<Value = String> {
    let principal = select(vec![
        r#""Principal":"*""#,
        r#""Principal":{"Service":"delivery.logs.amazonaws.com"}"#,
        r#""Principal":{"Service":["kafka.amazonaws.com","delivery.logs.amazonaws.com"]}"#,
        r#""Principal":{"Service":"kafka.amazonaws.com"}"#,
        r#""NotPrincipal":{"Service":"kafka.amazonaws.com"}"#,
        r#""NotPrincipal":{"Service":"delivery.logs.amazonaws.com"}"#,
    ]);
    let action = select(vec![
        r#""Action":"*""#,
        r#""Action":["s3:Get*","s3:PutObject"]"#,
        r#""Action":"s3:Put?bject""#,
        r#""NotAction":"s3:Get*""#,
        r#""NotAction":"s3:*""#,
    ]);
    let resource = select(vec![
        r#""Resource":"*""#,
        r#""Resource":"arn:aws:s3:::logs/*""#,
        r#""Resource":["arn:aws:s3:::other","arn:aws:s3:::l*s/AWSLogs/?/*"]"#,
        r#""NotResource":"arn:aws:s3:::logs/AWSLogs/*""#,
        r#""Resource":"arn:aws:s3:::logs/AWSLogs/${string}/*""#,
        r#""Resource":"arn:aws:s3:::logs/AWSLogs/${none, 'a'}/*""#,
    ]);
    let effect = select(vec!["Allow", "Allow", "Allow", "Deny"]);
    (effect, principal, action, resource, prop::option::weighted(0.7, condition())).prop_map(
        |(effect, principal, action, resource, condition)| {
            let condition = condition.map(|it| format!(r#","Condition":{{{it}}}"#)).unwrap_or_default();
            format!(r#"{{"Effect":"{effect}",{principal},{action},{resource}{condition}}}"#)
        },
    )
}

fn carried() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let value = |key: &'static str, values: Vec<&'static str>| {
        prop::option::weighted(0.8, select(values)).prop_map(move |value| value.map(|value| (key, value)))
    };
    (
        value("string", vec!["a", "ab", "abc", "B"]),
        value("number", vec!["1", "1.5", "2", "-10"]),
        value("date", vec!["2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z", "1704067200"]),
        value("address", vec!["10.1.2.3", "192.0.2.7", "2001:db8::1"]),
        value("arn", vec!["arn:aws:logs:r:1:g:x", "arn:aws:logs:r:2:g", "arn:aws:s3:::a"]),
        value("set", vec!["a", "a | b", "abc | c"]),
    )
        .prop_map(|(a, b, c, d, e, f)| [a, b, c, d, e, f].into_iter().flatten().collect())
}

fn theirs(json: &str, action: &str, resource: &str, carried: &[(&str, &str)]) -> Option<iam_rs::Decision> {
    let policy: IAMPolicy = serde_json::from_str(json).unwrap();
    let mut context = iam_rs::Context::new();
    for (key, value) in carried {
        let values = || value.split(" | ").map(str::to_string).collect();
        let value = if *key == "set" {
            ContextValue::StringList(values())
        } else {
            ContextValue::String(value.to_string())
        };
        context.insert(key.to_string(), value);
    }
    let principal = Principal::Service(PrincipalId::String(SERVICE.to_string()));
    let request = IAMRequest::new_with_context(principal, action, Arn::parse(resource).unwrap(), context);
    evaluate_policy(&policy, &request).ok()
}

fn ours(json: &str, action: &str, resource: &str, carried: &[(&str, &str)]) -> Decision {
    let lines: Vec<_> = carried.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let mut context = context(&lines.join("\n"));
    for key in ["string", "number", "date", "address", "arn", "set", "none"] {
        if !carried.iter().any(|(other, _)| *other == key) {
            context.absent(&[key]);
        }
    }
    decide(&[(Role::Resource, json)], &request(service(SERVICE), action, resource, context))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn concrete_requests_are_decided_alike(
        statements in prop::collection::vec(statement(), 1..4),
        action in select(vec!["s3:PutObject", "s3:GetObject", "kms:Decrypt"]),
        resource in select(vec!["arn:aws:s3:::logs/AWSLogs/a/x", "arn:aws:s3:::logs/kafka", "arn:aws:s3:::other"]),
        carried in carried(),
    ) {
        let json = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
        let ours = ours(&json, action, resource, &carried);
        let Some(theirs) = theirs(&json, action, resource, &carried) else { return Ok(()) };
        let agree = matches!(
            (&ours, theirs),
            (Decision::Allowed(_), iam_rs::Decision::Allow)
                | (Decision::Denied { .. }, iam_rs::Decision::Deny)
                | (Decision::NotAllowed(_), iam_rs::Decision::NotApplicable)
        );
        prop_assert!(agree, "{} {} {} {:?}: {:?}, {:?}", json, action, resource, carried, ours, theirs);
    }
}
