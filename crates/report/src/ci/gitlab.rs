//! GitLab's code quality report. Of equal fingerprints it would keep one only.

use super::{Fingerprints, by_severity, message};
use engine::readers::model::Severity;
use engine::report::Report;
use serde_json::{Value, json};
use std::io::{self, Write};

pub fn gitlab(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut fingerprints = Fingerprints::default();
    let mut issues: Vec<Value> = Vec::new();
    for finding in by_severity(report) {
        let severity = match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "minor",
            Severity::Info => "info",
        };
        let (path, line) = finding.at.as_ref().map_or((".", 1), |at| (at.path.as_str(), at.line));
        issues.push(json!({
            "description": message(finding),
            "check_name": finding.rule,
            "fingerprint": fingerprints.unique(finding),
            "severity": severity,
            "location": { "path": path, "lines": { "begin": line } },
        }));
    }
    for (number, problem) in report.problems.iter().enumerate() {
        issues.push(json!({
            "description": format!("not read: {}", problem.message),
            "check_name": "msklint",
            "fingerprint": format!("problem:{}:{number}", problem.path),
            "severity": "major",
            "location": { "path": problem.path, "lines": { "begin": problem.at.as_ref().map_or(1, |at| at.line) } },
        }));
    }
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_unique() {
        let mut report = crate::sample::checked().report;
        report.findings.extend(report.findings.clone());
        let mut out = Vec::new();
        gitlab(&report, &mut out).unwrap();
        let issues: Vec<Value> = serde_json::from_slice(&out).unwrap();
        let mut seen: Vec<&str> = issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((issues.len(), seen.len()), (4, 4));
        assert_eq!(issues[0]["severity"], "critical");
        assert_eq!(issues[0]["location"]["lines"]["begin"], 13);
    }
}
