//! Random bytes, and random changes of configurations that are right: nothing panics, all ends.

use msklint_tests::Given;
use msklint_tests::pieces::{BUCKET, CLUSTER, ENCRYPTION, KEY, POLICY, PROVIDER};
use proptest::prelude::*;

const TEMPLATE: &str = r#"
variable "team" {
  type    = object({ name = optional(string, "x"), tags = map(string) })
  default = { tags = {} }
}

locals {
  names = [for k, v in { a = 1, b = 2 } : "${k}-${v}" if v > 0]
  text  = <<-EOT
    %{ for name in local.names ~}
    ${upper(name)}
    %{ endfor ~}
  EOT
}

data "aws_iam_policy_document" "logs" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.logs.arn}/*"]
    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }
  }
}
"#;

fn whole() -> String {
    [PROVIDER, BUCKET, POLICY, CLUSTER, ENCRYPTION, KEY, TEMPLATE].concat()
}

/// Names, numbers, strings, marks and white space, as a scanner would cut them.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        _ if c.is_alphanumeric() || c == '_' => 0,
        _ if c.is_whitespace() => 1,
        _ => 2 + u32::from(c),
    };
    let mut tokens = Vec::new();
    let mut begin = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        if last.is_some_and(|last| last != kind(c) || kind(c) > 1) {
            tokens.push(&text[begin..at]);
            begin = at;
        }
        last = Some(kind(c));
    }
    tokens.push(&text[begin..]);
    tokens
}

/// What is done to a slice of the tokens.
#[derive(Clone, Debug)]
enum Change {
    Delete,
    Duplicate,
    Swap,
    Replace(&'static str),
}

const STRANGE: [&str; 24] = [
    "{", "}", "[", "]", "(", ")", "\"", "${", "%{", "<<EOF\n", "\n", "=", ",", ".", "*", "...", "?", ":",
    "null", "-1", "\u{feff}", "é", "for", "/*",
];

fn change() -> impl Strategy<Value = (Change, prop::sample::Index, usize)> {
    let kinds = prop_oneof![
        Just(Change::Delete),
        Just(Change::Duplicate),
        Just(Change::Swap),
        prop::sample::select(STRANGE.to_vec()).prop_map(Change::Replace),
    ];
    (kinds, any::<prop::sample::Index>(), 1_usize..6)
}

fn apply(text: &str, changes: &[(Change, prop::sample::Index, usize)]) -> String {
    let mut tokens = tokens(text);
    for (change, at, length) in changes {
        let begin = at.index(tokens.len());
        let end = (begin + length).min(tokens.len());
        match change {
            Change::Delete => drop(tokens.drain(begin..end)),
            Change::Duplicate => {
                let slice = tokens[begin..end].to_vec();
                tokens.splice(end..end, slice);
            }
            Change::Swap => tokens[begin..end].reverse(),
            Change::Replace(other) => drop(tokens.splice(begin..end, [*other])),
        }
        if tokens.is_empty() {
            tokens.push("\n");
        }
    }
    tokens.concat()
}

/// Nothing in a report points outside of its file.
fn check(name: &str, text: &str) {
    let told = Given::default().file(name, text).check();
    let report = &told.checked.report;
    let places =
        report.findings.iter().flat_map(|it| &it.at).chain(report.problems.iter().flat_map(|it| &it.at));
    for at in places.chain(report.paths.iter().flat_map(|it| &it.source.at)) {
        assert!(text.get(at.offset..at.end_offset).is_some(), "{at:?} lies outside of\n{text}");
        assert!(at.line >= 1 && at.column >= 1, "{at:?}");
    }
    let again = Given::default().file(name, text).check();
    assert_eq!(again.to_string(), told.to_string(), "the same text gives two reports");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_configurations(changes in prop::collection::vec(change(), 1..8)) {
        check("main.tf", &apply(&whole(), &changes));
    }

    #[test]
    fn changed_json(changes in prop::collection::vec(change(), 1..8)) {
        let text = r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "x"}}, "aws_msk_cluster": {"orders": {"logging_info": {"broker_logs": {"s3": {"enabled": true, "bucket": "${aws_s3_bucket.logs.id}", "//": ["\u00e9\n"]}}}}}}, "locals": {"a": [1, 2.5e3, null, "%{ if true }x%{ endif }"]}}"#;
        check("main.tf.json", &apply(text, &changes));
    }

    #[test]
    fn random_texts(text in "\\PC{0,200}") {
        check("main.tf", &text);
        check("main.tf", &format!("{CLUSTER}\n{text}"));
        check("main.tf", &format!("locals {{\n  a = {text}\n}}\n{}", CLUSTER.replace("aws_s3_bucket.logs.id", "local.a")));
    }

    #[test]
    fn random_marks(text in "[\\[\\](){}\"$%<>=:?.,*!&|+~/#a-c0-2 \n\\\\-]{0,80}") {
        check("main.tf", &format!("locals {{\n  a = {text}\n}}\n{}", CLUSTER.replace("aws_s3_bucket.logs.id", "local.a")));
        check("main.tf", &CLUSTER.replace("aws_s3_bucket.logs.id", &format!("\"{text}\"")));
        check("main.tf", &CLUSTER.replace("      s3 {", &text));
    }

    #[test]
    fn random_policies(text in "[\\[\\]{}\":,a-cs*?$ \\\\0-2]{0,120}") {
        let policy = format!("resource \"aws_s3_bucket_policy\" \"logs\" {{\n  bucket = aws_s3_bucket.logs.id\n  policy = <<EOF\n{text}\nEOF\n}}\n");
        check("main.tf", &[BUCKET, CLUSTER, &policy].concat());
    }
}
