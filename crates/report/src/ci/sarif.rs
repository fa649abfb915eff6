//! SARIF 2.1.0, as code scanning takes it: rules with their pages, findings with their places, and a
//! code flow along the delivery path that a finding is about.

use super::{Fingerprints, by_severity, message};
use engine::Checked;
use engine::readers::model::Confidence;
use engine::readers::model::Severity;
use engine::readers::model::delivery::Verdict;
use engine::report::{At, Finding, Path, Problem, Report, State, Status};
use engine::rules::{ALL, Rule};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Results that code scanning takes of one run.
const MOST: usize = 25_000;

/// Characters of a description that it shows.
const DESCRIPTION: usize = 1_000;

pub fn sarif(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let report = &checked.report;
    let findings = by_severity(report);
    let mut fingerprints = Fingerprints::default();
    let paths = Paths::new(report);
    let mut results: Vec<Value> =
        findings.iter().take(MOST).map(|finding| result(finding, &paths, &mut fingerprints)).collect();
    for allowed in report.allowed.iter().take(MOST - results.len().min(MOST)) {
        let mut result = result(&allowed.finding, &paths, &mut fingerprints);
        let reason = allowed.reason.as_deref().unwrap_or("allowed in a comment");
        if let Some(members) = result.as_object_mut() {
            let suppression = json!([{ "kind": "inSource", "status": "accepted", "justification": reason }]);
            members.insert("suppressions".to_owned(), suppression);
        }
        results.push(result);
    }
    let mut notifications: Vec<Value> = report.problems.iter().map(notification).collect();
    if findings.len() > MOST {
        let text =
            format!("{} more findings are left out: code scanning takes no more", findings.len() - MOST);
        notifications.push(json!({ "level": "warning", "message": { "text": text } }));
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "rules": ALL.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            } },
            "automationDetails": { "id": "msklint/" },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "SRCROOT": { "description": { "text": "where msklint ran: the root of the repository" } } },
            "invocations": [{
                "executionSuccessful": report.status == Status::Complete,
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn descriptor(rule: &Rule) -> Value {
    let score = match rule.severity {
        Severity::Error => "7.5",
        Severity::Warning => "5.0",
        Severity::Info => "2.0",
    };
    // The page without its title, which the rule's name repeats.
    let page = rule.page.split_once('\n').map_or(rule.page, |(_, rest)| rest.trim());
    let first: String = page.split("\n\n").next().unwrap_or(page).chars().take(DESCRIPTION).collect();
    let name: String = rule.name.split('-').map(capitalised).collect();
    json!({
        "id": rule.name,
        "name": name,
        "shortDescription": { "text": format!("{}.", capitalised(rule.summary)) },
        "fullDescription": { "text": first },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "tags": ["security", "logging", "amazon-msk"],
            "precision": "very-high",
            "security-severity": score,
        },
    })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn result(finding: &Finding, paths: &Paths<'_>, fingerprints: &mut Fingerprints) -> Value {
    let fingerprint = fingerprints.unique(finding);
    let text = format!("{}. To mend it: {}.", capitalised(&message(finding)), finding.help);
    let labels = finding.labels.iter().enumerate().map(|(number, label)| {
        let mut location = location(&label.at, Some(&label.message));
        if let Some(members) = location.as_object_mut() {
            members.insert("id".to_owned(), number.into());
        }
        location
    });
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": ALL.iter().position(|rule| rule.name == finding.rule),
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [location_or_root(finding.at.as_ref())],
        "relatedLocations": labels.collect::<Vec<_>>(),
        "partialFingerprints": { "primaryLocationLineHash": fingerprint, "msklint/v1": fingerprint },
        "properties": { "confidence": finding.confidence.word() },
    });
    if finding.confidence == Confidence::Certain
        && let (Some(flow), Some(members)) = (paths.flow(finding), result.as_object_mut())
    {
        members.insert("codeFlows".to_owned(), json!([{ "threadFlows": [{ "locations": flow }] }]));
    }
    result
}

fn location_or_root(at: Option<&At>) -> Value {
    match at {
        Some(at) => location(at, None),
        None => json!({ "physicalLocation": { "artifactLocation": { "uri": ".", "uriBaseId": "SRCROOT" } } }),
    }
}

fn location(at: &At, message: Option<&str>) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": artifact(&at.path),
            "region": {
                "startLine": at.line,
                "startColumn": at.column,
                "endLine": at.end_line,
                "endColumn": at.end_column,
            },
        },
    });
    if let (Some(message), Some(members)) = (message, location.as_object_mut()) {
        members.insert("message".to_owned(), json!({ "text": message }));
    }
    location
}

fn artifact(path: &str) -> Value {
    match path.starts_with('/') {
        true => json!({ "uri": format!("file://{}", uri(path)) }),
        false => json!({ "uri": uri(path), "uriBaseId": "SRCROOT" }),
    }
}

/// A path as a relative URI reference.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn notification(problem: &Problem) -> Value {
    let place = match &problem.at {
        Some(at) => location(at, None),
        None => json!({ "physicalLocation": { "artifactLocation": artifact(&problem.path) } }),
    };
    json!({ "level": "error", "message": { "text": problem.message }, "locations": [place] })
}

/// The delivery paths that are in use.
struct Paths<'r>(Vec<&'r Path>);

impl<'r> Paths<'r> {
    fn new(report: &'r Report) -> Paths<'r> {
        let is_on = |path: &&Path| !matches!(path.state, State::Off | State::Absent);
        Paths(report.paths.iter().filter(is_on).collect())
    }

    /// The stations of the path that has most places in common with the finding: the source, and
    /// each link that stands somewhere.
    fn flow(&self, finding: &Finding) -> Option<Vec<Value>> {
        let places: Vec<&At> =
            finding.at.iter().chain(finding.labels.iter().map(|label| &label.at)).collect();
        let meets = |at: &At| {
            places.iter().any(|place| {
                place.path == at.path && place.offset < at.end_offset && at.offset < place.end_offset
            })
        };
        let common = |path: &Path| {
            let source = path.source.at.as_ref().filter(|at| meets(at)).map_or(0, |_| 1);
            let links = path.links.iter().filter_map(|link| link.at.as_ref()).filter(|at| meets(at)).count();
            (2 * links + source, path.verdict == Verdict::Broken)
        };
        // Of equally good ones the first.
        let best = self.0.iter().rev().max_by_key(|path| common(path)).filter(|path| common(path).0 > 0)?;
        let source = best.source.at.as_ref()?;
        let words = format!("{} logs of {}", best.log.word(), best.source.address);
        let mut stations = vec![json!({ "location": location(source, Some(&words)) })];
        for link in &best.links {
            if let Some(at) = &link.at {
                let words = format!("{}: {}, {}", link.link.word(), link.verdict.word(), link.why);
                stations.push(json!({ "location": location(at, Some(&words)) }));
            }
        }
        Some(stations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(checked: &Checked) -> Value {
        let mut out = Vec::new();
        sarif(checked, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn a_result_names_its_rule_its_places_and_its_path() {
        let run = &written(&crate::sample::checked())["runs"][0];
        let result = &run["results"][0];
        assert_eq!(result["ruleId"], "bucket-policy-mismatch");
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(result["relatedLocations"].as_array().unwrap().len(), 3);
        let flow = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
        let words: Vec<&str> =
            flow.iter().map(|station| station["location"]["message"]["text"].as_str().unwrap()).collect();
        assert_eq!(words.len(), 3, "{words:?}");
        assert!(
            words[0].starts_with("broker logs of") && words[2].starts_with("bucket-policy: broken"),
            "{words:?}"
        );
    }

    #[test]
    fn paths_are_uri_references() {
        assert_eq!(uri("a b/ä#1.tf"), "a%20b/%C3%A4%231.tf");
    }

    #[test]
    fn what_is_too_much_is_said() {
        let mut checked = crate::sample::checked();
        let one = checked.report.findings[0].clone();
        checked.report.findings = vec![one; MOST + 5];
        let run = &written(&checked)["runs"][0];
        assert_eq!(run["results"].as_array().unwrap().len(), MOST);
        let said =
            run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
        assert!(said.starts_with("5 more findings"), "{said}");
    }
}
