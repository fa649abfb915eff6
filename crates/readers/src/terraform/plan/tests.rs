//! Plans as a whole: with and without the code beside them, and with what is wrong in them.

use super::Plan;
use crate::input::{Assumptions, Settings, Text, Texts};
use crate::json::{self, Node, NodeKind};
use model::delivery::{Delivery, deliveries};
use model::known::FileId;
use std::sync::Arc;

/// Files by path.
struct Files<'a>(&'a [(&'a str, &'a str)]);

impl Texts for Files<'_> {
    fn read(&self, path: &str) -> Text {
        let found = self.0.iter().find(|(known, _)| *known == path);
        found.map_or(Text::Missing, |(_, text)| Text::Read(Arc::from(*text)))
    }

    fn files(&self, folder: &str) -> Option<Vec<String>> {
        (folder == ".").then(|| self.0.iter().map(|(path, _)| path.to_string()).collect())
    }
}

/// Verdicts of all links of all paths that are on, and problems with the text they stand at.
fn read(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let texts = Files(files);
    let plan = Plan::open("plan.json", &texts, &Settings::default());
    let reading = plan.evaluate(&Assumptions::default());
    let link = |source: &str, link: &model::delivery::Link| {
        let file =
            link.span.and_then(|span| plan.files().get(span.file.0 as usize).map(|it| it.path.clone()));
        let place = file.map(|file| format!(" in {file}")).unwrap_or_default();
        format!("{source} {} {}{place}", link.kind.word(), link.verdict.word())
    };
    let of = |delivery: Delivery<'_>| -> Vec<String> {
        let links = delivery.paths.iter().flat_map(|path| &path.links);
        let applies = |it: &&model::delivery::Link| it.verdict != model::delivery::LinkVerdict::NotApplicable;
        links.filter(applies).map(|it| link(&delivery.source.place.address, it)).collect()
    };
    let links = deliveries(&reading.model).into_iter().flat_map(of).collect();
    (links, reading.problems.into_iter().map(|problem| problem.message).collect())
}

fn check(files: &[(&str, &str)], expected: &[&str]) {
    let (links, problems) = read(files);
    assert_eq!(links, expected, "{problems:?}");
    assert_eq!(problems, [""; 0]);
}

/// One resource in planned values, and what is not known of it.
fn plan(resources: &[(&str, &str, &str)], configuration: &str) -> String {
    let values: Vec<String> = resources
        .iter()
        .map(|(address, values, _)| format!(r#"{{"address": {address:?}, "values": {values}}}"#))
        .collect();
    let changes: Vec<String> = resources
        .iter()
        .map(|(address, values, unknown)| {
            format!(
                r#"{{"address": {address:?}, "change": {{"actions": ["create"], "after": {values}, "after_unknown": {unknown}}}}}"#
            )
        })
        .collect();
    format!(
        r#"{{"format_version": "1.2", "planned_values": {{"root_module": {{"resources": [{}]}}}}, "resource_changes": [{}], "configuration": {{"root_module": {configuration}}}}}"#,
        values.join(", "),
        changes.join(", ")
    )
}

const LOGGING: &str = r#""logging_info": [{"broker_logs": [{"cloudwatch_logs": [], "firehose": [], "s3": [{"enabled": true}]}]}]"#;
const LATER: &str = r#"{"logging_info": [{"broker_logs": [{"s3": [{"bucket": true}]}]}]}"#;

/// A cluster whose bucket is known only after the apply; `reference` is what its name refers to.
fn with_reference(reference: &str) -> String {
    let cluster = format!(r#"{{"cluster_name": "orders", {LOGGING}}}"#);
    let bucket = r#"{"bucket_prefix": "logs-"}"#;
    let unknown = r#"{"bucket": true, "id": true, "arn": true, "policy": true}"#;
    let configuration = format!(
        r#"{{"resources": [
            {{"address": "aws_msk_cluster.orders", "expressions": {{"logging_info": [{{"broker_logs": [{{"s3": [{{"enabled": {{"constant_value": true}}, "bucket": {{"references": [{reference}]}}}}]}}]}}]}}}},
            {{"address": "aws_s3_bucket.logs", "expressions": {{"bucket_prefix": {{"constant_value": "logs-"}}}}}},
            {{"address": "aws_s3_bucket.more", "expressions": {{}}, "count_expression": {{"constant_value": 1}}}}],
          "outputs": {{}},
          "module_calls": {{"m": {{"expressions": {{"in": {{"references": ["aws_s3_bucket.logs.id", "aws_s3_bucket.logs"]}}}}, "module": {{"outputs": {{"out": {{"expression": {{"references": ["var.in"]}}}}}}}}}}}}
        }}"#
    );
    plan(
        &[
            ("aws_msk_cluster.orders", &cluster, LATER),
            ("aws_s3_bucket.logs", bucket, unknown),
            ("aws_s3_bucket.more[0]", bucket, unknown),
            ("module.m.aws_s3_bucket_policy.x", "{}", r#"{"bucket": true, "policy": true}"#),
        ],
        &configuration,
    )
}

#[test]
fn references_lead_to_what_is_still_to_be_created() {
    for reference in [
        r#""aws_s3_bucket.logs.id", "aws_s3_bucket.logs""#,
        r#""aws_s3_bucket.logs.bucket", "aws_s3_bucket.logs""#,
        r#""module.m.out", "module.m""#,
        r#""aws_s3_bucket.more[0].id", "aws_s3_bucket.more[0]", "aws_s3_bucket.more""#,
    ] {
        let (links, problems) = read(&[("plan.json", &with_reference(reference))]);
        assert_eq!(
            links.first().map(String::as_str),
            Some("aws_msk_cluster.orders bucket ok in plan.json"),
            "{reference} {links:?}"
        );
        assert_eq!(problems, [""; 0]);
    }
}

#[test]
fn what_cannot_be_told_is_unknown() {
    for reference in [
        r#""aws_s3_bucket.logs.id", "aws_s3_bucket.logs", "var.x""#,
        r#""local.bucket""#,
        r#""var.x""#,
        r#""aws_s3_bucket.gone.id", "aws_s3_bucket.gone""#,
        r#""module.m.other", "module.m""#,
        r#""aws_s3_bucket.logs.region", "aws_s3_bucket.logs""#,
        "",
        "7",
    ] {
        let (links, _) = read(&[("plan.json", &with_reference(reference))]);
        let first = links.first().map_or("", String::as_str);
        assert!(first.starts_with("aws_msk_cluster.orders bucket unknown"), "{reference} {links:?}");
    }
}

const CODE: &str = r#"
variable "name" {
  type = string
}
resource "aws_s3_bucket" "logs" {
  bucket = var.name
}
resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"
  logging_info {
    broker_logs {
      s3 {
        enabled = true
        bucket  = aws_s3_bucket.logs.id
      }
    }
  }
}
"#;

#[test]
fn the_code_beside_a_plan_fills_what_it_leaves_open() {
    let cluster = format!(r#"{{"cluster_name": "orders", {LOGGING}}}"#);
    let text = plan(
        &[
            ("aws_msk_cluster.orders", &cluster, LATER),
            (
                "aws_s3_bucket.logs",
                r#"{"bucket": "orders-logs"}"#,
                r#"{"id": true, "arn": true, "policy": true}"#,
            ),
        ],
        "{}",
    );
    let expected = ["bucket ok in main.tf", "bucket-policy missing in main.tf"];
    check(
        &[("plan.json", &text), ("main.tf", CODE)],
        &expected.map(|link| format!("aws_msk_cluster.orders {link}")).each_ref().map(String::as_str),
    );
    // Code that declares none of it is not what the plan was made from.
    let (links, _) = read(&[("plan.json", &text), ("main.tf", "resource \"aws_s3_bucket\" \"logs\" {\n}\n")]);
    assert!(links.iter().any(|link| link.starts_with("aws_msk_cluster.orders bucket ")), "{links:?}");
    assert!(!links.iter().any(|link| link.contains("main.tf")), "{links:?}");
}

#[test]
fn copies_of_a_policy_are_not_a_second_one() {
    let policy = r#"{\"Statement\":[]}"#;
    let state = |more: &str| {
        format!(
            r#"{{"format_version": "1.0", "terraform_version": "1.11.4", "values": {{"root_module": {{"resources": [
                {{"address": "aws_msk_cluster.orders", "values": {{"arn": "arn:aws:kafka:eu-west-1:210987654321:cluster/orders/x", "cluster_name": "orders", "logging_info": [{{"broker_logs": [{{"s3": [{{"enabled": true, "bucket": "logs"}}]}}]}}]}}}},
                {{"address": "aws_s3_bucket.logs", "values": {{"bucket": "logs", "id": "logs", "policy": "{policy}"}}}}{more}]}}}}}}"#
        )
    };
    let alone = state("");
    let own = state(&format!(
        r#", {{"address": "aws_s3_bucket_policy.logs", "values": {{"bucket": "logs", "policy": "{policy}"}}}}"#
    ));
    let causes = |text: &str| {
        let texts = [("plan.json", text)];
        let texts = Files(&texts);
        let plan = Plan::open("plan.json", &texts, &Settings::default());
        plan.evaluate(&Assumptions::default())
            .model
            .bucket_policies
            .iter()
            .map(|it| it.inline)
            .collect::<Vec<_>>()
    };
    assert_eq!(causes(&alone), [true]);
    assert_eq!(causes(&own), [false]);
    let home = |text: &str| {
        let texts = [("plan.json", text)];
        let texts = Files(&texts);
        let plan = Plan::open("plan.json", &texts, &Settings::default());
        let home = plan.evaluate(&Assumptions::default()).model.sources[0].place.home.clone();
        (home.account.to_string(), home.region.to_string())
    };
    assert_eq!(home(&alone), ("210987654321".to_owned(), "eu-west-1".to_owned()));
}

fn problem(text: &str, words: &str) {
    let (_, problems) = read(&[("plan.json", text)]);
    assert!(problems.iter().any(|it| it.contains(words)), "no `{words}` in {problems:?}");
}

#[test]
fn versions_that_are_not_known_are_refused() {
    let version = |version: &str| format!(r#"{{"format_version": {version}, "planned_values": {{}}}}"#);
    for known in ["\"0.1\"", "\"0.2\"", "\"1.0\"", "\"1.2\"", "\"1.99\""] {
        assert_eq!(read(&[("plan.json", &version(known))]).1, [""; 0], "{known}");
    }
    problem(&version("\"2.0\""), "the format version `2.0` is not known");
    problem(&version("\"\""), "is not known");
    problem(&version("1"), "`format_version` is no string");
    problem(r#"{"planned_values": {}}"#, "`format_version` is missing");
}

#[test]
fn what_is_odd_is_told() {
    problem(r#"{"format_version": "1.2", "format_version": "1.2", "planned_values": {}}"#, "given twice");
    problem(r#"{"format_version": "1.2", "errored": true, "planned_values": {}}"#, "met errors");
    problem(r#"{"format_version": "1.2", "planned_values": []}"#, "an object is expected here");
    problem(r#"{"format_version": "1.2", "planned_values": {"#, "ends here");
}

/// The places of all values below a node.
fn places(node: &Node, found: &mut Vec<(usize, usize)>) {
    found.extend(node.span.map(|span| (span.start as usize, span.end as usize)));
    match &node.kind {
        NodeKind::List(items, _) => items.iter().for_each(|item| places(item, found)),
        NodeKind::Object(members, _) => members.iter().for_each(|member| places(&member.value, found)),
        _ => {}
    }
}

#[test]
fn a_value_of_any_type_may_stand_anywhere() {
    let text = with_reference(r#""module.m.out", "module.m""#);
    let mut found = Vec::new();
    places(&json::tree(FileId(0), &text).unwrap(), &mut found);
    assert!(found.len() > 100, "{}", found.len());
    for (start, end) in found {
        for other in ["null", "true", "7", "\"x\"", "[]", "{}", "[[7]]", "{\"a\": true}"] {
            let (before, behind) = (text.get(..start).unwrap(), text.get(end..).unwrap());
            let changed = format!("{before}{other}{behind}");
            let (texts, settings) = ([("plan.json", changed.as_str())], Settings::default());
            let texts = Files(&texts);
            let reading = Plan::open("plan.json", &texts, &settings).evaluate(&Assumptions::default());
            let is_empty = matches!(other, "null" | "[]" | "{}");
            let told = !reading.model.sources.is_empty() || !reading.problems.is_empty();
            assert!(told || is_empty, "nothing is said of {changed}");
        }
    }
}
