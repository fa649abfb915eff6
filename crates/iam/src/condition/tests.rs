//! Each operator against values that match, do not match, are absent, unknown, several.

use super::holds;
use crate::testing::{context, document};
use crate::variables::Variables;
use crate::{Context, ContextValue};
use known::{Truth, Why};

/// `condition` is `Operator key [values]`, `context` as in `testing::context`.
fn outcome(condition: &str, context: &Context) -> Truth {
    let mut parts = condition.splitn(3, ' ');
    let (operator, key, values) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let json = format!(r#"{{"Statement":{{"Condition":{{"{operator}":{{"{key}":{values}}}}}}}}}"#);
    let document = document(&json);
    holds(&document.statements[0].conditions[0], context, &Variables::Resolved)
}

fn check(condition: &str, lines: &str, expected: &str) {
    let got = match outcome(condition, &context(lines)) {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Unknown(_) => "unknown",
    };
    assert_eq!(got, expected, "{condition} with {lines}");
}

fn check_why(condition: &str, lines: &str, expected: &str) {
    let truth = outcome(condition, &context(lines));
    assert_eq!(truth.why().map(Why::text), Some(expected), "{condition} with {lines}");
}

/// What holds of every operator but `Null`: keys that are absent or not known, and `IfExists`.
fn check_missing(operator: &str, value: &str, negated: bool) {
    let absent = if negated { "yes" } else { "no" };
    check(&format!("{operator} k {value}"), "k -", absent);
    check(&format!("{operator}IfExists k {value}"), "k -", "yes");
    check(&format!("ForAllValues:{operator} k {value}"), "k -", "yes");
    check(&format!("ForAnyValue:{operator} k {value}"), "k -", "no");
    check(&format!("ForAnyValue:{operator}IfExists k {value}"), "k -", "yes");
    check(&format!("{operator} k []"), "k = v", absent);
    for form in [operator.to_string(), format!("{operator}IfExists"), format!("ForAllValues:{operator}")] {
        check(&format!("{form} other {value}"), "k = v", "unknown");
        check(&format!("{} k {value}", form.to_uppercase()), "k = <v>", "unknown");
    }
}

#[test]
fn absent_keys() {
    for (operator, value, negated) in [
        ("StringEquals", r#""a""#, false),
        ("StringNotEquals", r#""a""#, true),
        ("StringEqualsIgnoreCase", r#""a""#, false),
        ("StringNotEqualsIgnoreCase", r#""a""#, true),
        ("StringLike", r#""a*""#, false),
        ("StringNotLike", r#""a*""#, true),
        ("NumericEquals", "1", false),
        ("NumericNotEquals", "1", true),
        ("NumericLessThan", "1", false),
        ("NumericLessThanEquals", "1", false),
        ("NumericGreaterThan", "1", false),
        ("NumericGreaterThanEquals", "1", false),
        ("DateEquals", r#""2024-01-01""#, false),
        ("DateNotEquals", r#""2024-01-01""#, true),
        ("DateLessThan", r#""2024-01-01""#, false),
        ("DateLessThanEquals", r#""2024-01-01""#, false),
        ("DateGreaterThan", r#""2024-01-01""#, false),
        ("DateGreaterThanEquals", r#""2024-01-01""#, false),
        ("Bool", "true", false),
        ("BinaryEquals", r#""YWI=""#, false),
        ("IpAddress", r#""10.0.0.0/8""#, false),
        ("NotIpAddress", r#""10.0.0.0/8""#, true),
        ("ArnEquals", r#""arn:aws:s3:::a""#, false),
        ("ArnLike", r#""arn:aws:s3:::a""#, false),
        ("ArnNotEquals", r#""arn:aws:s3:::a""#, true),
        ("ArnNotLike", r#""arn:aws:s3:::a""#, true),
    ] {
        check_missing(operator, value, negated);
    }
}

#[test]
fn strings() {
    check(r#"StringEquals k "a""#, "k = a", "yes");
    check(r#"stringequals K "a""#, "k = a", "yes");
    check(r#"StringEquals k "a""#, "k = A", "no");
    check(r#"StringEquals k "a*""#, "k = ab", "no");
    check(r#"StringEquals k ["a", "b"]"#, "k = b", "yes");
    check(r#"StringNotEquals k ["a", "b"]"#, "k = b", "no");
    check(r#"StringNotEquals k ["a", "b"]"#, "k = c", "yes");
    check(r#"StringEqualsIgnoreCase k "aB""#, "k = Ab", "yes");
    check(r#"StringNotEqualsIgnoreCase k "aB""#, "k = Ab", "no");
    check(r#"StringEqualsIgnoreCase k "US-EAST-1""#, "k = <region>", "unknown");
    check(r#"StringEqualsIgnoreCase k "us east""#, "k = <region>", "no");
    check(r#"StringLike k "a?c*""#, "k = abcd:e/f", "yes");
    check(r#"StringLike k "a?c*""#, "k = ac", "no");
    check(r#"StringNotLike k ["x*", "a*"]"#, "k = abc", "no");
}

#[test]
fn strings_that_are_partly_known() {
    check(r#"StringEquals k "<v>""#, "k = <v>", "yes");
    check(r#"StringEquals k "<v>""#, "k = <w>", "unknown");
    check(r#"StringEquals k "12345""#, "k = <account>", "no");
    check(r#"StringLike k "12345""#, "k = <account>", "no");
    check(r#"StringLike k "*""#, "k = <v>", "yes");
    check(r#"StringNotLike k "*""#, "k = <v>", "no");
    check(r#"StringEquals k "a-<v>-b""#, "k = a--b", "unknown");
    check(r#"StringEquals k "a-<v>-b""#, "k = a-b", "no");
    check(r#"StringEquals k ["x", "<?>"]"#, "k = x", "yes");
    check(r#"StringEquals k ["x", "<?>"]"#, "k = y", "unknown");
    check(r#"StringNotEquals k ["x", "<?>"]"#, "k = x", "no");
    check_why(r#"StringEquals k "111122223333""#, "k = <account>", "`account` is not known");
}

#[test]
fn numbers() {
    for (operator, results) in [
        ("NumericEquals", ["no", "yes", "no"]),
        ("NumericNotEquals", ["yes", "no", "yes"]),
        ("NumericLessThan", ["yes", "no", "no"]),
        ("NumericLessThanEquals", ["yes", "yes", "no"]),
        ("NumericGreaterThan", ["no", "no", "yes"]),
        ("NumericGreaterThanEquals", ["no", "yes", "yes"]),
    ] {
        for (value, expected) in ["-1.5", "1.20", "10"].into_iter().zip(results) {
            check(&format!(r#"{operator} k "1.2""#), &format!("k = {value}"), expected);
        }
    }
    check("NumericEquals k 1", "k = one", "no");
    check("NumericNotEquals k 1", "k = one", "yes");
    check("NumericEquals k 1", "k = inf", "no");
    check(r#"NumericEquals k "<v>""#, "k = one", "no");
    check("NumericEquals k [1, 2]", "k = 2", "yes");
    check_why(r#"NumericEquals k "one""#, "k = 1", "`one` is not a number, AWS refuses the policy");
}

#[test]
fn dates() {
    for (operator, results) in [
        ("DateEquals", ["no", "yes", "no"]),
        ("DateNotEquals", ["yes", "no", "yes"]),
        ("DateLessThan", ["yes", "no", "no"]),
        ("DateLessThanEquals", ["yes", "yes", "no"]),
        ("DateGreaterThan", ["no", "no", "yes"]),
        ("DateGreaterThanEquals", ["no", "yes", "yes"]),
    ] {
        for (value, expected) in ["2023-12-31", "1704067200", "2024-01-01T00:00:01Z"].into_iter().zip(results)
        {
            check(&format!(r#"{operator} k "2024-01-01T00:00:00Z""#), &format!("k = {value}"), expected);
        }
    }
    check(r#"DateLessThan k "soon""#, "k = 2024-01-01", "unknown");
    check(r#"DateLessThan k "2024""#, "k = never", "no");
}

#[test]
fn booleans_and_binaries() {
    check("Bool k true", "k = true", "yes");
    check(r#"Bool k "True""#, "k = TRUE", "yes");
    check(r#"Bool k "false""#, "k = true", "no");
    check(r#"Bool k ["false", "true"]"#, "k = true", "yes");
    check(r#"Bool k "no""#, "k = true", "unknown");
    check(r#"BinaryEquals k "YWI=""#, "k = YWI=", "yes");
    check(r#"BinaryEquals k "YWI=""#, "k = ywi=", "no");
}

#[test]
fn addresses() {
    check(r#"IpAddress k "10.0.0.0/8""#, "k = 10.1.2.3", "yes");
    check(r#"IpAddress k "10.0.0.1/8""#, "k = 10.1.2.3", "yes");
    check(r#"IpAddress k "10.0.0.0/8""#, "k = 11.1.2.3", "no");
    check(r#"IpAddress k ["192.0.2.7", "10.0.0.0/8"]"#, "k = 192.0.2.7", "yes");
    check(r#"NotIpAddress k "10.0.0.0/8""#, "k = 10.1.2.3", "no");
    check(r#"NotIpAddress k ["10.0.0.0/8", "2001:db8::/32"]"#, "k = 203.0.113.9", "yes");
    check(r#"IpAddress k "2001:db8::/32""#, "k = 2001:DB8:1::1", "yes");
    check(r#"IpAddress k "0.0.0.0/0""#, "k = ::1", "no");
    check(r#"IpAddress k "10.0.0.0/33""#, "k = 10.1.2.3", "unknown");
    check(r#"IpAddress k "10.0.0.0/8""#, "k = here", "no");
    check(r#"NotIpAddress k "<cidr>""#, "k = 10.0.0.1", "unknown");
}

#[test]
fn arns() {
    for operator in ["ArnLike", "ArnEquals"] {
        let check = |pattern: &str, value: &str, expected: &str| {
            check(&format!(r#"{operator} k "{pattern}""#), &format!("k = {value}"), expected);
        };
        let sent = "arn:aws:logs:us-east-1:111122223333:<…>";
        check("arn:aws:logs:us-east-1:111122223333:*", sent, "yes");
        check("arn:*:logs:*:111122223333:*", sent, "yes");
        check("arn:aws:kafka:us-east-1:111122223333:*", sent, "no");
        check("arn:aws:logs:us-east-1:111122223333:delivery-source:*", sent, "unknown");
        check("arn:aws:logs:us-east-1:<account>:*", sent, "unknown");
        check("arn:aws:logs:us-east-1:<account>:*", "arn:aws:logs:us-east-1:<account>:<…>", "yes");
        check("arn:aws:logs:*", sent, "unknown");
        check("*", sent, "yes");
        check("arn:aws:s3:::logs", "arn:aws:s3:::logs", "yes");
        check("arn:aws:s3:::Logs", "arn:aws:s3:::logs", "no");
        check("arn:aws:iam::1:role/*", "arn:aws:iam::1:role/a/b:c", "yes");
        check("111122223333", sent, "no");
    }
    check(r#"ArnNotLike k "arn:aws:kafka:*:*:*""#, "k = arn:aws:logs:r:1:x", "yes");
    check(r#"ArnNotEquals k "arn:aws:logs:*:*:*""#, "k = arn:aws:logs:r:1:x", "no");
}

#[test]
fn stars_of_arns_end_at_colons_and_those_of_strings_do_not() {
    check(r#"ArnLike k "arn:aws:a*z:r:1:x""#, "k = arn:aws:a:b:z:r:1:x", "no");
    check(r#"StringLike k "arn:aws:a*z:r:1:x""#, "k = arn:aws:a:b:z:r:1:x", "yes");
    check(r#"ArnLike k "arn:aws:l*z:r:1:x""#, "k = arn:aws:logs:<v>z:r:1:x", "no");
    check(r#"StringLike k "arn:aws:l*z:r:1:x""#, "k = arn:aws:logs:<v>z:r:1:x", "yes");
    check(r#"ArnLike k "arn:aws:*:1:x:y""#, "k = arn:aws:s3:r:1:x:y", "no");
    check(r#"StringLike k "arn:aws:*:1:x:y""#, "k = arn:aws:s3:r:1:x:y", "yes");
}

#[test]
fn arns_that_are_symbols() {
    check(r#"ArnLike k "<arn>""#, "k = <arn>", "yes");
    check(r#"ArnLike k "<arn>:*""#, "k = <arn>:x", "yes");
    check(r#"ArnLike k "<arn>""#, "k = arn:aws:s3:::logs", "unknown");
    check(r#"ArnLike k "arn:aws:kafka:*:*:*""#, "k = arn:aws:logs:<v>:x:y", "no");
    check(r#"ArnLike k "arn:aws:*:*:*:*""#, "k = arn:aws:logs:<v>", "unknown");
}

#[test]
fn sets() {
    check(r#"ForAllValues:StringEquals k ["a", "b"]"#, "k = a | b", "yes");
    check(r#"ForAllValues:StringEquals k ["a", "b"]"#, "k = a | c", "no");
    check(r#"ForAnyValue:StringEquals k ["a", "b"]"#, "k = a | c", "yes");
    check(r#"ForAnyValue:StringEquals k ["a", "b"]"#, "k = c | d", "no");
    check(r#"ForAllValues:StringNotEquals k ["a", "b"]"#, "k = c | d", "yes");
    check(r#"ForAllValues:StringNotEquals k ["a", "b"]"#, "k = a | d", "no");
    check(r#"ForAnyValue:StringNotEquals k ["a", "b"]"#, "k = a | d", "yes");
    check(r#"ForAnyValue:StringNotEquals k ["a", "b"]"#, "k = a | b", "no");
    check(r#"foranyvalue:stringlike k "x*""#, "k = a | xyz", "yes");
    check(r#"ForAnyValue:StringEquals k "a""#, "k = <v> | a", "yes");
    check(r#"ForAllValues:StringEquals k "a""#, "k = <v> | b", "no");
    check(r#"ForAllValues:StringEquals k "a""#, "k = <v> | a", "unknown");
}

#[test]
fn several_values_under_an_operator_for_one() {
    check(r#"StringEquals k ["a", "b"]"#, "k = a | b", "yes");
    check(r#"StringEquals k "x""#, "k = a | b", "no");
    check_why(
        r#"StringEquals k "a""#,
        "k = a | b",
        "`k` has several values, and `StringEquals` compares one",
    );
}

#[test]
fn presence() {
    check("Null k true", "k -", "yes");
    check("Null k true", "k = v", "no");
    check(r#"Null k "false""#, "k -", "no");
    check(r#"null K "false""#, "k = v", "yes");
    check(r#"Null k ["true", "false"]"#, "k = v", "yes");
    check("Null k true", "k = <v>", "no");
    check("Null other true", "k = v", "unknown");
    check(r#"Null other ["true", "false"]"#, "k = v", "yes");
    check(r#"Null k "<v>""#, "k -", "unknown");
    check(r#"Null k "maybe""#, "k -", "unknown");
}

#[test]
fn no_value_at_all_is_absent() {
    let mut context = Context::default();
    context.set("k", ContextValue::Present(Vec::new()));
    assert!(outcome("Null k true", &context).is_yes());
    assert!(outcome(r#"ForAllValues:StringEquals k "a""#, &context).is_yes());
    assert!(outcome(r#"ForAnyValue:StringNotEquals k "a""#, &context).is_no());
    assert!(outcome(r#"StringNotEquals k "a""#, &context).is_yes());
}

#[test]
fn unknown_keys_are_decided_where_it_makes_no_difference() {
    check(r#"StringLikeIfExists other "*""#, "k = v", "yes");
    check(r#"StringLike other "*""#, "k = v", "unknown");
    check(r#"StringEquals other []"#, "k = v", "no");
    check_why(r#"StringEquals s3:X "a""#, "k = v", "whether the request carries `s3:x` is not known");
    check_why(r#"StringEquals aws:RequestTag/<v> "a""#, "k = v", "`v` is not known");
}

#[test]
fn operators_that_aws_does_not_have() {
    for operator in
        ["StringMatches", "NullIfExists", "ForAnyValue:Null", "ForEach:StringEquals", "IfExists", ""]
    {
        let why = format!("AWS refuses the condition operator `{operator}`");
        check_why(&format!(r#"{operator} k "a""#), "k = a", &why);
    }
}
