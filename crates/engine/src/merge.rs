//! Puts the reports of all units together: sorted, and each finding once, however many roots reach
//! the file it stands in.

use crate::discover::{Seen, is_code, is_variables};
use crate::report::{At, Finding, Inputs, Problem, Report, Status, Tool, VERSION};
use crate::unit::UnitReport;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A report, and the files that it points into.
#[derive(Debug)]
pub struct Checked {
    pub report: Report,
    pub texts: BTreeMap<String, Arc<str>>,
}

/// `seen` are the files that were scanned, `unread` those that could not be read at all; only what is
/// Terraform counts as a file.
pub fn merge(units: Vec<UnitReport>, seen: &[Seen], unread: Vec<Problem>) -> Checked {
    let (mut paths, mut findings, mut texts) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut problems = unread;
    let mut read = BTreeSet::new();
    let unread_files =
        problems.iter().map(|problem| &problem.path).filter(|path| is_code(path) || is_variables(path));
    let mut files: BTreeSet<String> = unread_files.cloned().collect();
    for unit in units {
        paths.extend(unit.paths);
        findings.extend(unit.findings);
        problems.extend(unit.problems);
        read.extend(unit.read);
        texts.extend(unit.texts);
    }
    let passed_over = seen.iter().filter(|seen| !read.contains(&seen.path)).count();
    files.extend(seen.iter().map(|seen| seen.path.clone()));
    let inputs = Inputs { files: files.union(&read).count(), read: read.len(), passed_over };
    paths.sort_by(|a, b| {
        let key = |path: &crate::report::Path| (path.log, path.destination);
        (&a.source.root, &a.source.address, key(a)).cmp(&(&b.source.root, &b.source.address, key(b)))
    });
    problems.sort_by(|a, b| (&a.path, &a.at, &a.message).cmp(&(&b.path, &b.at, &b.message)));
    problems.dedup();
    let report = Report {
        version: VERSION,
        tool: Tool { name: "msklint", version: env!("CARGO_PKG_VERSION") },
        status: if problems.is_empty() { Status::Complete } else { Status::Incomplete },
        inputs,
        paths,
        findings: once(findings),
        problems,
    };
    Checked { report, texts }
}

/// One rule says one thing about one place once. Of several the most certain stays, and of those
/// the one with the fewest conditions.
fn once(mut findings: Vec<Finding>) -> Vec<Finding> {
    fn place(finding: &Finding) -> (Option<&At>, &str, &str) {
        (finding.at.as_ref(), finding.rule, &finding.message)
    }
    findings.sort_by(|a, b| {
        let strength = |finding: &Finding| (std::cmp::Reverse(finding.confidence), finding.when.len());
        let words = |finding: &Finding| (finding.severity.word(), finding.fingerprint.clone());
        place(a)
            .cmp(&place(b))
            .then_with(|| strength(a).cmp(&strength(b)))
            .then_with(|| a.when.cmp(&b.when))
            .then_with(|| words(a).cmp(&words(b)))
    });
    findings.dedup_by(|later, earlier| place(later) == place(earlier));
    findings
}
