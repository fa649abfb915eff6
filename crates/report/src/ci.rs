//! The formats that pipelines eat: one file for each.

mod atlantis;
mod checkstyle;
mod github;
mod gitlab;
mod html;
mod junit;
mod markdown;
mod picture;
mod rdjsonl;
mod sarif;
mod xml;

pub use atlantis::atlantis;
pub use checkstyle::checkstyle;
pub use github::github;
pub use gitlab::gitlab;
pub use html::html;
pub use junit::junit;
pub use markdown::markdown;
pub use rdjsonl::rdjsonl;
pub use sarif::sarif;

use crate::words::limits;
use engine::readers::model::delivery::Verdict;
use engine::report::{Finding, Report, Status};
use std::collections::BTreeMap;

/// The findings, the most severe first, then the certain ones; else in the order of the report.
fn by_severity(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse((finding.severity, finding.confidence)));
    findings
}

/// How many paths there are of each verdict, and whether that is all.
fn headline(report: &Report) -> String {
    let of = |verdict| report.paths.iter().filter(|path| path.verdict == verdict).count();
    let parts = [
        (of(Verdict::Delivers), "delivering"),
        (of(Verdict::Broken), "broken"),
        (of(Verdict::Unknown), "cannot tell"),
        (of(Verdict::Off), "off"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let paths = match parts.is_empty() {
        true => "no delivery paths".to_owned(),
        false => format!("delivery paths: {}", parts.join(", ")),
    };
    match report.status {
        Status::Complete => paths,
        Status::Incomplete => format!("{paths}; not everything could be read"),
    }
}

/// The message with its conditions and doubts.
fn message(finding: &Finding) -> String {
    match limits(finding) {
        Some(limits) => format!("{} ({limits})", finding.message),
        None => finding.message.clone(),
    }
}

/// Fingerprints, of which several findings of one report may have the same, with a number that
/// tells them apart.
#[derive(Default)]
struct Fingerprints(BTreeMap<String, usize>);

impl Fingerprints {
    fn unique(&mut self, finding: &Finding) -> String {
        let count = self.0.entry(finding.fingerprint.clone()).or_default();
        *count += 1;
        format!("{}:{count}", finding.fingerprint)
    }
}

/// What the formats say of the sample, all of it.
#[cfg(test)]
fn check(write: impl Fn(&mut dyn std::io::Write) -> std::io::Result<()>, expected: &str) {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}
