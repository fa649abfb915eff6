//! What holds of every policy and request: a decision is final under every value of its unknowns.

use crate::testing::{context, decide, identity, request, service};
use crate::{Decision, Request, Role};
use proptest::prelude::*;
use proptest::sample::select;

/// A question in the notation of `testing`, symbols not replaced yet.
#[derive(Clone, Debug)]
struct Question {
    policies: Vec<(Role, Vec<String>)>,
    service: bool,
    action: String,
    resource: String,
    context: String,
}

/// For each symbol a value of its shape.
type Values = Vec<(&'static str, String)>;

const SERVICE: &str = "delivery.logs.amazonaws.com";

fn principal() -> impl Strategy<Value = String> {
    let value = select(vec![
        r#""*""#,
        r#""<v>""#,
        r#"{"AWS":"*"}"#,
        r#"{"AWS":"<arn>"}"#,
        r#"{"AWS":["<v>","111122223333"]}"#,
        r#"{"AWS":["arn:aws:iam::<account>:root","arn:aws:iam::<account>:role/r"]}"#,
        r#"{"AWS":"arn:aws:iam::111122223333:role/r"}"#,
        r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/r/s"}"#,
        r#"{"Service":"delivery.logs.amazonaws.com"}"#,
        r#"{"Service":["kafka.amazonaws.com","<v>.logs.amazonaws.com"]}"#,
        r#"{"Service":"<w>"}"#,
        r#"{"AWS":"<pattern>"}"#,
        r#"{"Federated":"*"}"#,
    ]);
    let name = select(vec!["Principal", "Principal", "NotPrincipal"]);
    let element = (name, value).prop_map(|(name, value)| format!(r#","{name}":{value}"#));
    let everyone = Just(r#","Principal":"*""#.to_string());
    prop_oneof![5 => element, 4 => everyone, 2 => Just(String::new())]
}

fn action() -> impl Strategy<Value = String> {
    let value =
        select(vec!["*", "s3:*", "S3:putobject", "s3:Get*", "s3:<v>", "<pattern>", "kms:*", "s3:P?tObject"]);
    prop_oneof![clause("Action", value), Just(r#","Action":"*""#.to_string())]
}

fn resource() -> impl Strategy<Value = String> {
    let value = select(vec![
        "*",
        "<pattern>",
        "<v>",
        "<arn>",
        "<arn>/*",
        "arn:aws:s3:::logs/*",
        "arn:aws:s3:::<bucket>/*",
        "arn:aws:s3:::<bucket>/AWSLogs/<account>/*",
        "arn:aws:s3:::l<v>s/AWSLogs/*",
        "arn:aws:s3:::logs/AWSLogs/${k}/*",
        "arn:aws:s3:::logs/AWSLogs/${l, '<account>'}/*",
        "arn:aws:s3:::${m}/${*}*",
    ]);
    prop_oneof![clause("Resource", value), Just(r#","Resource":"*""#.to_string())]
}

fn clause(name: &'static str, value: impl Strategy<Value = &'static str>) -> impl Strategy<Value = String> {
    (prop::collection::vec(value, 1..3), prop::bool::weighted(0.2)).prop_map(move |(values, negated)| {
        let not = if negated { "Not" } else { "" };
        format!(r#","{not}{name}":{values:?}"#)
    })
}

fn condition() -> impl Strategy<Value = String> {
    let operator = select(vec![
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "ArnLike",
        "ArnNotEquals",
        "Bool",
        "NumericLessThan",
        "NumericNotEquals",
        "DateGreaterThan",
        "NotIpAddress",
        "BinaryEquals",
        "Null",
    ]);
    let set = select(vec!["", "", "", "ForAllValues:", "ForAnyValue:"]);
    let suffix = select(vec!["", "", "IfExists"]);
    let key = select(vec!["k", "l", "m", "K"]);
    let value = select(vec![
        "<v>",
        "<w>",
        "<pattern>",
        "a<pattern>",
        "<account>",
        "111122223333",
        "a*",
        "*",
        "a<v>",
        "${k}",
        "${l}x",
        "arn:aws:logs:<region>:<account>:*",
        "arn:aws:logs:us-east-1:<account>:x",
        "<arn>",
        "<arn>*",
        "true",
        "10.0.0.0/8",
    ]);
    let values = prop::collection::vec(value, 0..3);
    (set, operator, suffix, key, values).prop_map(|(set, operator, suffix, key, values)| {
        format!(r#""{set}{operator}{suffix}":{{"{key}":{values:?}}}"#)
    })
}

fn statement() -> impl Strategy<Value = String> {
    let effect = select(vec!["Allow", "Allow", "Deny"]);
    let conditions = prop::collection::vec(condition(), 0..3);
    (effect, principal(), action(), resource(), conditions).prop_map(
        |(effect, principal, action, resource, conditions)| {
            let conditions = conditions.join(",");
            format!(r#"{{"Effect":"{effect}"{principal}{action}{resource},"Condition":{{{conditions}}}}}"#)
        },
    )
}

fn question() -> impl Strategy<Value = Question> {
    let role = select(vec![Role::Resource, Role::Resource, Role::Key, Role::Identity, Role::Boundary]);
    let policies = prop::collection::vec((role, prop::collection::vec(statement(), 0..4)), 1..4);
    let action = select(vec!["s3:PutObject", "s3:GetObject", "kms:Decrypt"]).prop_map(str::to_string);
    let resource = select(vec![
        "arn:aws:s3:::logs/AWSLogs/<account>/x",
        "arn:aws:s3:::<bucket>/AWSLogs/111122223333/<…>",
        "arn:aws:s3:::<v>/<…>",
        "<arn>/x",
        "*",
    ])
    .prop_map(str::to_string);
    let value = select(vec![
        "a",
        "<v>",
        "<w>",
        "<account>",
        "111122223333",
        "a | <v>",
        "arn:aws:logs:us-east-1:<account>:<…>",
        "arn:aws:logs:<region>:111122223333:x",
        "<arn>",
        "<arn>:x",
        "true",
        "10.1.2.3",
        "-",
    ]);
    let context = prop::collection::vec(value, 2).prop_map(|values| {
        let line = |(key, value): (&str, &str)| match value {
            "-" => format!("{key} -"),
            _ => format!("{key} = {value}"),
        };
        ["k", "l"].into_iter().zip(values).map(line).collect::<Vec<_>>().join("\n")
    });
    (policies, any::<bool>(), action, resource, context).prop_map(
        |(policies, service, action, resource, context)| Question {
            policies,
            service,
            action,
            resource,
            context,
        },
    )
}

fn values() -> impl Strategy<Value = Values> {
    let any = || {
        prop_oneof![
            select(vec!["", "a", "og", "111122223333", "true", "2", "10.9.9.9", "logs", "delivery", SERVICE])
                .prop_map(str::to_string),
            select(vec!["PutObject", "arn:aws:s3:::logs", "arn:aws:logs:us-east-1:111122223333:x"])
                .prop_map(str::to_string),
            "[a-z0-9:/-]{0,5}",
        ]
    };
    let account = prop_oneof![Just("111122223333".to_string()), "[0-9]{12}"];
    let region = prop_oneof![Just("us-east-1".to_string()), "[a-z]{2}-[a-z]{4}-[0-9]"];
    let bucket = prop_oneof![Just("logs".to_string()), "[a-z0-9.-]{1,6}"];
    let arn = prop_oneof![
        Just("arn:aws:s3:::logs".to_string()),
        Just("arn:aws:logs:us-east-1:111122223333:x".to_string()),
        Just("arn:aws:iam::111122223333:role/r".to_string()),
        "arn:aws:[a-z]{2}:[a-z]{0,2}:[0-9]{0,2}:[a-z:/]{0,3}",
    ];
    // Stands in policies alone, where a value may be a pattern.
    let pattern = prop_oneof![any(), select(vec!["*", "?", "s3:*", "*logs*", "a*"]).prop_map(str::to_string)];
    (any(), any(), any(), pattern, account, region, bucket, arn).prop_map(
        |(v, w, rest, pattern, account, region, bucket, arn)| {
            vec![
                ("<pattern>", pattern),
                ("<v>", v),
                ("<w>", w),
                ("<…>", rest),
                ("<account>", account),
                ("<region>", region),
                ("<bucket>", bucket),
                ("<arn>", arn),
            ]
        },
    )
}

fn ask(question: &Question, values: &[(&str, String)]) -> Decision {
    let put =
        |text: &str| values.iter().fold(text.to_string(), |text, (name, value)| text.replace(name, value));
    let documents: Vec<_> = question
        .policies
        .iter()
        .map(|(role, statements)| {
            (*role, put(&format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))))
        })
        .collect();
    let policies: Vec<_> = documents.iter().map(|(role, json)| (*role, json.as_str())).collect();
    decide(&policies, &asked(question, put))
}

fn asked(question: &Question, put: impl Fn(&str) -> String) -> Request {
    let caller = match question.service {
        true => service(SERVICE),
        false => identity(&put("arn:aws:iam::<account>:role/r"), &put("<account>")),
    };
    request(caller, &question.action, &put(&question.resource), context(&put(&question.context)))
}

fn name(decision: &Decision) -> &'static str {
    match decision {
        Decision::Allowed(_) => "allowed",
        Decision::Denied { .. } => "denied",
        Decision::NotAllowed(_) => "not allowed",
        Decision::Unknown { .. } => "unknown",
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_decision_holds_for_every_value_of_its_unknowns(question in question(), values in values()) {
        let before = ask(&question, &[]);
        let after = ask(&question, &values);
        match (name(&before), name(&after)) {
            (_, "unknown") | ("unknown", _) => {}
            // Where nothing allows it, a deny that may hit is left undecided.
            ("not allowed", "denied") => {}
            (before_name, after_name) => {
                prop_assert_eq!(before_name, after_name, "{:?} became {:?}", before, after);
            }
        }
    }

    #[test]
    fn a_deny_for_everything_wins(mut question in question()) {
        let deny = r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#.to_string();
        question.policies.push((Role::Resource, vec![deny]));
        prop_assert_eq!(name(&ask(&question, &[])), "denied");
    }

    #[test]
    fn a_further_allow_takes_nothing_away(mut question in question()) {
        let before = ask(&question, &[]);
        let allow = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#.to_string();
        question.policies[0].1.push(allow);
        if name(&before) == "allowed" {
            prop_assert_eq!(name(&ask(&question, &[])), "allowed");
        }
    }

    #[test]
    fn nothing_panics(
        role in select(vec![Role::Resource, Role::Key, Role::Identity, Role::Boundary]),
        strings in prop::collection::vec("[a-zA-Z*?${}:,/ '\\.0-9é\u{1f980}-]{0,16}", 8),
        operator in select(vec!["StringLike", "ArnLike", "DateEquals", "NumericEquals", "IpAddress", "Bool", "Null"]),
    ) {
        let json = serde_json::json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": strings[0], "Service": strings[1]},
            "Action": ["*", strings[2]],
            "NotResource": [strings[3]],
            "Condition": {operator: {strings[4].as_str(): [strings[5]]}},
        }});
        let mut context = context("");
        context.present(&strings[4], strings[6].as_str());
        let request = request(service(&strings[1]), &strings[2], &strings[7], context);
        decide(&[(role, &json.to_string())], &request);
    }
}
