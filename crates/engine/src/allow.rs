//! Exceptions: comments that say what a finding may stay for, `# msklint: allow RULE -- reason`, and
//! those that were written for other tools about the same matter.

use crate::date::Date;
use crate::report::{Allowed, At, Finding};
use crate::selection;
use crate::{Level, Settings};
use readers::model::Confidence;
use readers::model::known::order;
use readers::remarks::{Remark, remarks};
use rules::Rule;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How exceptions are taken.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// None counts, and nothing is said about them.
    pub ignored: bool,
    /// One without a reason does not count.
    pub needs_reason: bool,
    pub honoured: Vec<Tool>,
    /// The day on which the exceptions are looked at; without one, none has expired.
    pub today: Option<Date>,
}

/// Tools whose exceptions for MSK logging can be honoured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    Checkov,
    Trivy,
    Tfsec,
    Kics,
    Tflint,
    CfnLint,
}

/// What other tools say of a cluster without logs is this rule's matter; they know no other of ours.
const THEIR_MATTER: &str = "broker-logs-off";

/// The names under which they say it.
const THEIR_NAMES: [&str; 7] = [
    "CKV_AWS_80",
    "AVD-AWS-0074",
    "AWS-0074",
    "aws-0074",
    "aws-msk-enable-logging",
    "2f56b7ab-7fba-4e93-82f0-247e5ddeb239",
    "all",
];

impl Tool {
    pub const ALL: [Tool; 6] =
        [Tool::Checkov, Tool::Trivy, Tool::Tfsec, Tool::Kics, Tool::Tflint, Tool::CfnLint];

    pub fn word(self) -> &'static str {
        match self {
            Tool::Checkov => "checkov",
            Tool::Trivy => "trivy",
            Tool::Tfsec => "tfsec",
            Tool::Kics => "kics",
            Tool::Tflint => "tflint",
            Tool::CfnLint => "cfn-lint",
        }
    }

    /// What its comments begin with. `cfn-lint` has none, and no check for MSK logging either.
    fn marker(self) -> &'static str {
        match self {
            Tool::Checkov => "checkov:skip=",
            Tool::Trivy => "trivy:ignore:",
            Tool::Tfsec => "tfsec:ignore:",
            Tool::Kics => "kics-scan ",
            Tool::Tflint => "tflint-ignore:",
            Tool::CfnLint => "cfn-lint: ignore ",
        }
    }
}

const OWN: &str = "msklint:";

/// One exception for one rule, as it stands in a file.
#[derive(Clone, Debug)]
pub struct Exception {
    at: At,
    /// Bytes of the file: a finding with a place that begins in them is allowed.
    reach: Range<usize>,
    rule: &'static str,
    reason: Option<String>,
    until: Option<Date>,
    is_own: bool,
}

/// What stands in a file: exceptions, and what is wrong with others.
#[derive(Clone, Debug, Default)]
pub struct Exceptions {
    list: Vec<Exception>,
    flaws: Vec<(At, String)>,
}

/// Reads the exceptions of a file. `place` turns bytes of it into a place.
pub fn read(
    path: &str,
    text: &str,
    policy: &Policy,
    place: impl Fn(Range<usize>) -> Option<At>,
) -> Exceptions {
    let mut found = Exceptions::default();
    if policy.ignored {
        return found;
    }
    let markers: Vec<&str> =
        std::iter::once(OWN).chain(policy.honoured.iter().map(|tool| tool.marker())).collect();
    for remark in remarks(path, text, &markers) {
        let Some(at) = place(remark.comment.clone()) else { continue };
        if let Some((_, words)) = remark.words.split_once(OWN) {
            own(&remark, words, &at, policy, &mut found);
        }
        for tool in &policy.honoured {
            if let Some((_, words)) = remark.words.split_once(tool.marker()) {
                found.list.extend(theirs(*tool, &remark, words, &at));
            }
        }
    }
    found
}

/// `allow RULE, RULE until=2027-01-31 -- reason`
fn own(remark: &Remark, words: &str, at: &At, policy: &Policy, found: &mut Exceptions) {
    // The end of the comment is not a part of it, nor is a comment within the comment.
    let words = words.split(" # ").next().unwrap_or_default();
    let words = words.trim().trim_end_matches("*/").trim_end_matches('"').trim();
    let (words, reason) = match words.split_once("--") {
        Some((words, reason)) => (words, Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty())),
        None => (words, None),
    };
    let mut parts = words.split([' ', ',', '\t']).filter(|part| !part.is_empty());
    let mut flaw = |text: String| found.flaws.push((at.clone(), text));
    match parts.next() {
        Some("allow") => {}
        Some(other) => return flaw(format!("`{other}` is nothing that msklint can be told: `allow` is")),
        None => return flaw("`msklint:` is followed by nothing: `allow RULE` is meant".to_owned()),
    }
    let (mut names, mut until) = (Vec::new(), None);
    for part in parts {
        match part.strip_prefix("until=") {
            Some(date) => match Date::parse(date) {
                Some(date) => until = Some(date),
                None => return flaw(format!("`{date}` is no date of the form `2027-01-31`")),
            },
            None => names.push(part),
        }
    }
    if names.is_empty() {
        return flaw("no rule is named that is to be allowed".to_owned());
    }
    if policy.needs_reason && reason.is_none() {
        return flaw("the reason is missing, which `-- why` at the end would give".to_owned());
    }
    for name in names {
        match selection::find(name) {
            Ok(rule) => found.list.push(Exception {
                at: at.clone(),
                reach: remark.reach.clone(),
                rule: rule.name,
                reason: reason.clone(),
                until,
                is_own: true,
            }),
            Err(unknown) => found.flaws.push((at.clone(), unknown.to_string())),
        }
    }
}

/// `CKV_AWS_80: reason`, `AVD-AWS-0074:exp:2027-01-31`, `disable=ID`, `ignore-block`
fn theirs(tool: Tool, remark: &Remark, words: &str, at: &At) -> Option<Exception> {
    let words = words.trim().trim_end_matches("*/").trim();
    let (command, names) = match tool {
        Tool::Kics => match words.split_once('=') {
            Some(("disable", names)) => ("disable", names),
            _ => (words, "all"),
        },
        _ => ("", words),
    };
    let ids = names.split([':', ' ']).next().unwrap_or_default();
    let is_ours = ids.split(',').any(|id| THEIR_NAMES.contains(&id));
    let until = words.split_once(":exp:").and_then(|(_, date)| Date::parse(date.split(' ').next()?));
    let reach = match (tool, command) {
        // Within the block that it is about.
        (Tool::Checkov, _) => remark.block.clone(),
        (Tool::Kics, "disable" | "ignore") => 0..usize::MAX,
        (Tool::Kics, "ignore-line" | "ignore-block") => remark.reach.clone(),
        (Tool::Kics, _) => return None,
        _ => remark.reach.clone(),
    };
    is_ours.then(|| Exception {
        at: at.clone(),
        reach,
        rule: THEIR_MATTER,
        reason: Some(format!("as `{}` is told", tool.word())),
        until,
        is_own: false,
    })
}

/// Findings that stay, those that are allowed, and what there is to say of the exceptions.
pub fn apply(
    findings: Vec<Finding>,
    mut exceptions: Exceptions,
    settings: &Settings,
    incomplete: &BTreeSet<&str>,
) -> (Vec<Finding>, Vec<Allowed>) {
    // A file that several units read has its exceptions once.
    order::sort_by(&mut exceptions.list, |a, b| (&a.at, a.rule).cmp(&(&b.at, b.rule)));
    exceptions.list.dedup_by(|a, b| (&a.at, a.rule, a.is_own) == (&b.at, b.rule, b.is_own));
    order::sort(&mut exceptions.flaws);
    exceptions.flaws.dedup();
    let today = settings.allow.today;
    let expired = |exception: &Exception| matches!((exception.until, today), (Some(until), Some(today)) if until < today);
    let mut by_path: BTreeMap<&str, Vec<(usize, &Exception)>> = BTreeMap::new();
    for (number, exception) in exceptions.list.iter().enumerate() {
        by_path.entry(&exception.at.path).or_default().push((number, exception));
    }
    let mut used = BTreeSet::new();
    let (mut kept, mut allowed) = (Vec::new(), Vec::new());
    for finding in findings {
        let places = finding.at.iter().chain(finding.labels.iter().map(|label| &label.at));
        let candidates =
            places.flat_map(|at| by_path.get(at.path.as_str()).into_iter().flatten().map(move |e| (at, e)));
        let mut holding = None;
        for (at, (number, exception)) in candidates {
            if exception.rule == finding.rule && exception.reach.contains(&at.offset) {
                used.insert(*number);
                if !expired(exception) {
                    holding = holding.or(Some(*exception));
                }
            }
        }
        match holding {
            Some(exception) => {
                allowed.push(Allowed { finding, reason: exception.reason.clone(), by: exception.at.clone() })
            }
            None => kept.push(finding),
        }
    }
    for (number, exception) in exceptions.list.iter().enumerate().filter(|(_, exception)| exception.is_own) {
        if expired(exception) {
            let until = exception.until.map(|date| date.to_string()).unwrap_or_default();
            let message = format!("the exception for `{}` ended on {until}", exception.rule);
            kept.extend(remarked(
                "expired-allow",
                message,
                "take it away, or give it another date",
                &exception.at,
                settings,
            ));
        } else if !used.contains(&number)
            && settings.rules.iter().any(|rule| rule.name == exception.rule)
            && settings.levels.level(exception.rule, Some(&exception.at)) != Some(Level::Off)
            && !incomplete.contains(exception.at.path.as_str())
        {
            let message = format!("`{}` finds nothing here that would have to be allowed", exception.rule);
            kept.extend(remarked(
                "unused-allow",
                message,
                "take the exception away",
                &exception.at,
                settings,
            ));
        }
    }
    for (at, message) in exceptions.flaws {
        let help = "write `msklint: allow RULE`, if need be with `until=YYYY-MM-DD`, and `-- why`";
        kept.extend(remarked("unknown-allow", message, help, &at, settings));
    }
    (kept, allowed)
}

fn remarked(rule: &str, message: String, help: &str, at: &At, settings: &Settings) -> Option<Finding> {
    let rule: &'static Rule = settings.rules.iter().find(|known| known.name == rule)?;
    let fingerprint = crate::unit::fingerprint(rule.name, &at.path, &[], &message);
    Some(Finding {
        rule: rule.name,
        severity: settings.levels.of(rule, Some(at)).unwrap_or(rule.severity),
        confidence: Confidence::Certain,
        message,
        at: Some(at.clone()),
        labels: Vec::new(),
        help: help.to_owned(),
        url: crate::unit::page(rule.name),
        fingerprint,
        when: Vec::new(),
        fixes: Vec::new(),
    })
}

impl Exceptions {
    /// Where they stand.
    pub fn places(&self) -> impl Iterator<Item = &At> {
        self.list.iter().map(|exception| &exception.at).chain(self.flaws.iter().map(|(at, _)| at))
    }

    pub fn extend(&mut self, other: Exceptions) {
        self.list.extend(other.list);
        self.flaws.extend(other.flaws);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use std::sync::Arc;

    const CLUSTER: &str = "resource \"aws_msk_cluster\" \"a\" {\n  cluster_name = \"a\"\n}\n";

    fn report(path: &str, text: &str, policy: Policy) -> crate::report::Report {
        let settings = Settings { allow: policy, ..Settings::default() };
        check([(path.to_owned(), Arc::from(text))], &settings).report
    }

    /// `RULE` of a finding, `(RULE: REASON)` of one that is allowed, by place.
    fn check_with(path: &str, text: &str, policy: Policy, expected: &str) {
        let report = report(path, text, policy);
        let kept = report.findings.iter().map(|it| it.rule.to_owned());
        let reason = |it: &Allowed| it.reason.clone().unwrap_or_default();
        let allowed = report.allowed.iter().map(|it| format!("({}: {})", it.finding.rule, reason(it)));
        assert_eq!(kept.chain(allowed).collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    fn check_text(text: &str, expected: &str) {
        let today = Date::parse("2027-01-31");
        check_with("main.tf", text, Policy { today, ..Policy::default() }, expected);
    }

    #[test]
    fn a_finding_is_allowed_at_its_block() {
        check_text(CLUSTER, "broker-logs-off");
        check_text(&format!("# msklint: allow broker-logs-off -- why\n{CLUSTER}"), "(broker-logs-off: why)");
        check_text(&format!("/* msklint: allow broker-logs-off */ {CLUSTER}"), "(broker-logs-off: )");
        check_text(
            &format!("// msklint: allow serverless-logs, broker-logs-off -- a\n{CLUSTER}"),
            "unused-allow (broker-logs-off: a)",
        );
        check_text(
            &CLUSTER.replace("{\n", "{\n  # msklint: allow broker-logs-off -- why\n"),
            "(broker-logs-off: why)",
        );
    }

    #[test]
    fn any_place_that_a_finding_names_will_do() {
        let text = "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"logs\"\n}\n\n  # msklint: allow bucket-policy-missing-delivery -- later\nresource \"aws_s3_bucket_policy\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  policy = jsonencode({ Statement = { Effect = \"Deny\", Principal = \"*\", Action = \"s3:DeleteBucket\", Resource = \"*\" } })\n}\n\nresource \"aws_msk_cluster\" \"a\" {\n  logging_info {\n    broker_logs {\n      s3 {\n        enabled = true\n        bucket  = aws_s3_bucket.b.id\n      }\n    }\n  }\n}\n";
        check_text(text, "(bucket-policy-missing-delivery: later)");
        let other = "  # msklint: allow bucket-policy-missing-delivery -- later\n";
        let moved = text
            .replace(other, "")
            .replace("        bucket  = aws", &format!("{other}        bucket  = aws"));
        check_text(&moved, "(bucket-policy-missing-delivery: later)");
    }

    #[test]
    fn dates_and_mistakes() {
        let at = |words: &str| format!("# msklint: {words}\n{CLUSTER}");
        check_text(&at("allow broker-logs-off until=2027-01-31"), "(broker-logs-off: )");
        check_text(&at("allow broker-logs-off until=2027-01-30"), "expired-allow broker-logs-off");
        check_text(&at("allow broker-logs-off until=soon"), "unknown-allow broker-logs-off");
        check_text(&at("allow"), "unknown-allow broker-logs-off");
        check_text(&at(""), "unknown-allow broker-logs-off");
        check_text(&at("ignore broker-logs-off"), "unknown-allow broker-logs-off");
        check_text(&at("allow no-such-rule"), "unknown-allow broker-logs-off");
    }

    #[test]
    fn reasons_may_be_required_and_exceptions_ignored() {
        let text = format!("# msklint: allow broker-logs-off\n{CLUSTER}");
        let policy = Policy { needs_reason: true, ..Policy::default() };
        check_with("main.tf", &text, policy.clone(), "unknown-allow broker-logs-off");
        check_with("main.tf", &text.replace("off\n", "off -- x\n"), policy, "(broker-logs-off: x)");
        check_with("main.tf", &text, Policy { ignored: true, ..Policy::default() }, "broker-logs-off");
    }

    #[test]
    fn exceptions_of_other_tools_are_honoured_where_asked_for() {
        let inside = |words: &str| CLUSTER.replace("\"a\"\n}", &format!("\"a\"\n  #{words}\n}}"));
        let above = |words: &str| format!("#{words}\n{CLUSTER}");
        let cases = [
            (Tool::Checkov, inside("checkov:skip=CKV_AWS_80:no")),
            (Tool::Checkov, inside("checkov:skip=CKV_AWS_80")),
            (Tool::Trivy, above("trivy:ignore:AVD-AWS-0074")),
            (Tool::Trivy, above("trivy:ignore:aws-msk-enable-logging:exp:2999-01-01")),
            (Tool::Tfsec, above("tfsec:ignore:aws-msk-enable-logging")),
            (Tool::Kics, above(" kics-scan ignore-block")),
            (Tool::Kics, above(" kics-scan disable=2f56b7ab-7fba-4e93-82f0-247e5ddeb239")),
            (Tool::Tflint, above(" tflint-ignore: all")),
        ];
        for (tool, text) in cases {
            check_with("main.tf", &text, Policy::default(), "broker-logs-off");
            let policy = Policy { honoured: vec![tool], ..Policy::default() };
            check_with("main.tf", &text, policy, &format!("(broker-logs-off: as `{}` is told)", tool.word()));
        }
        let policy =
            Policy { honoured: Tool::ALL.to_vec(), today: Date::parse("2027-01-31"), ..Policy::default() };
        for text in [
            inside("checkov:skip=CKV_AWS_81:no"),
            above("trivy:ignore:AVD-AWS-0074:exp:2020-01-01"),
            above(" kics-scan ignore-line-not"),
        ] {
            check_with("main.tf", &text, policy.clone(), "broker-logs-off");
        }
    }

    #[test]
    fn templates_and_json() {
        let yaml = "Resources:\n  A:\n    Type: AWS::MSK::Cluster\n    Metadata: {msklint: {allow: [broker-logs-off -- x]}}\n";
        check_with("a.yaml", yaml, Policy::default(), "(broker-logs-off: x)");
        let json = r#"{"Resources": {"A": {"Type": "AWS::MSK::Cluster", "Metadata": {"msklint": {"allow": "broker-logs-off -- x"}}}}}"#;
        check_with("a.json", json, Policy::default(), "(broker-logs-off: x)");
        let yaml = "Resources:\n  # msklint: allow broker-logs-off -- x\n  A:\n    Type: AWS::MSK::Cluster\n  B:\n    Type: AWS::MSK::Cluster\n";
        check_with("a.yaml", yaml, Policy::default(), "broker-logs-off (broker-logs-off: x)");
        let json = "{\"resource\": {\"aws_msk_cluster\": {\"a\": {\"//\": \"msklint: allow broker-logs-off -- x\", \"cluster_name\": \"a\"}}}}";
        check_with("main.tf.json", json, Policy::default(), "(broker-logs-off: x)");
    }
}
