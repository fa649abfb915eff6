//! Puts the reports of all units together: sorted, and each finding once, however many roots reach
//! the file it stands in.

use crate::Settings;
use crate::allow::{self, Exceptions};
use crate::discover::{Seen, is_code, is_variables};
use crate::report::{At, Finding, Inputs, Problem, Report, Status, Tool, VERSION};
use crate::unit::UnitReport;
use readers::model::delivery::listed;
use readers::model::known::order;
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
pub fn merge(units: Vec<UnitReport>, seen: &[Seen], unread: Vec<Problem>, settings: &Settings) -> Checked {
    let units = with_assumed(units);
    let (mut paths, mut findings, mut texts) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut exceptions = Exceptions::default();
    let mut problems = unread;
    let mut read = BTreeSet::new();
    let unread_files =
        problems.iter().map(|problem| &problem.path).filter(|path| is_code(path) || is_variables(path));
    let mut files = order::set(unread_files.cloned());
    let mut callers = Callers::default();
    for unit in units {
        callers.add(&unit);
        paths.extend(unit.paths);
        findings.extend(unit.findings);
        problems.extend(unit.problems);
        read.extend(unit.read);
        texts.extend(unit.texts);
        exceptions.extend(unit.exceptions);
    }
    let passed_over = seen.iter().filter(|seen| !read.contains(&seen.path)).count();
    files.extend(seen.iter().map(|seen| seen.path.clone()));
    let inputs = Inputs { files: files.union(&read).count(), read: read.len(), passed_over };
    order::sort_by(&mut paths, |a, b| {
        let key = |path: &crate::report::Path| (path.log, path.destination);
        (&a.source.root, &a.source.address, key(a)).cmp(&(&b.source.root, &b.source.address, key(b)))
    });
    order::sort_by(&mut problems, |a, b| (&a.path, &a.at, &a.message).cmp(&(&b.path, &b.at, &b.message)));
    problems.dedup();
    let incomplete = order::set(problems.iter().map(|problem| problem.path.as_str()));
    let (kept, allowed) = allow::apply(once(findings), exceptions, settings, &incomplete);
    let report = Report {
        version: VERSION,
        tool: Tool { name: "msklint", version: env!("CARGO_PKG_VERSION") },
        status: if problems.is_empty() { Status::Complete } else { Status::Incomplete },
        inputs,
        paths,
        findings: once(kept).into_iter().map(|finding| callers.name(finding)).collect(),
        allowed,
        problems,
    };
    Checked { report, texts }
}

/// A policy that a configuration reads is judged there, and nothing has to be assumed.
fn with_assumed(mut units: Vec<UnitReport>) -> Vec<UnitReport> {
    let mut all = Vec::new();
    for number in 0..units.len() {
        let assumed = units.get_mut(number).map(|unit| std::mem::take(&mut unit.assumed)).unwrap_or_default();
        let others = || units.iter().enumerate().filter(|(other, _)| *other != number);
        let is_read = |path: &String| others().any(|(_, unit)| unit.read.contains(path));
        all.extend(assumed.into_iter().filter(|(path, _)| !is_read(path)).map(|(_, report)| report));
    }
    units.extend(all);
    units
}

/// Which root modules with a source read a file, and which of them a finding is from. A module that
/// several call can be right in one and wrong in another.
#[derive(Default)]
struct Callers {
    files: BTreeMap<String, BTreeSet<String>>,
    findings: BTreeMap<String, BTreeSet<String>>,
}

impl Callers {
    fn add(&mut self, unit: &UnitReport) {
        let Some(root) = unit.paths.first().map(|path| &path.source.root) else { return };
        for file in &unit.read {
            self.files.entry(file.clone()).or_default().insert(root.clone());
        }
        for finding in &unit.findings {
            self.findings.entry(finding.key()).or_default().insert(root.clone());
        }
    }

    /// Says from where a finding comes that some of the roots have and others do not.
    fn name(&self, mut finding: Finding) -> Finding {
        let file = finding.at.as_ref().map(|at| at.path.as_str()).unwrap_or_default();
        let all = self.files.get(file).map_or(0, BTreeSet::len);
        let Some(roots) = self.findings.get(&finding.key()).filter(|roots| roots.len() < all) else {
            return finding;
        };
        let roots: Vec<&str> = roots.iter().map(String::as_str).collect();
        finding.message.push_str(&format!(" (in {})", listed(&roots)));
        finding
    }
}

impl Finding {
    /// One rule says one thing about one place.
    fn key(&self) -> String {
        let at = self.at.as_ref().map(|at| (&at.path, at.offset));
        format!("{at:?} {} {}", self.rule, self.message)
    }
}

/// One rule says one thing about one place once. Of several the most certain stays, and of those
/// the one with the fewest conditions.
fn once(mut findings: Vec<Finding>) -> Vec<Finding> {
    fn place(finding: &Finding) -> (Option<&At>, &str, &str) {
        (finding.at.as_ref(), finding.rule, &finding.message)
    }
    order::sort_by(&mut findings, |a, b| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, check};

    const MODULE: &str = "resource \"aws_msk_cluster\" \"a\" {\n  cluster_name = \"a\"\n}\n";

    fn checked(files: &[(&str, &str)]) -> Checked {
        let texts = files.iter().map(|(path, text)| (path.to_string(), Arc::from(*text)));
        check(texts, &Settings::default())
    }

    fn call(path: &str) -> String {
        format!("module \"m\" {{\n  source = \"{path}\"\n}}\n")
    }

    #[test]
    fn a_finding_that_two_roots_reach_is_told_once() {
        let (a, b) = (call("../m"), call("../m"));
        let report = checked(&[("a/main.tf", &a), ("b/main.tf", &b), ("m/main.tf", MODULE)]).report;
        let roots: Vec<&str> = report.paths.iter().map(|path| path.source.root.as_str()).collect();
        assert_eq!(roots, ["a", "a", "a", "b", "b", "b"]);
        assert_eq!(report.findings.len(), 1);
        assert_eq!(report.inputs, Inputs { files: 3, read: 3, passed_over: 0 });
    }

    #[test]
    fn a_finding_of_some_of_the_roots_names_them() {
        let module = "variable \"on\" {}\nresource \"aws_msk_cluster\" \"a\" {\n  cluster_name = \"a\"\n  logging_info {\n    \
                      broker_logs {\n      s3 {\n        enabled = var.on\n        bucket  = \"\"\n      }\n    }\n  }\n}\n";
        let call = |on: bool| format!("module \"m\" {{\n  source = \"../m\"\n  on = {on}\n}}\n");
        let messages = |c: bool| {
            let (on, off, last) = (call(true), call(false), call(c));
            let files =
                [("a/main.tf", &*on), ("b/main.tf", &off), ("c/main.tf", &last), ("m/main.tf", module)];
            let findings = checked(&files).report.findings;
            findings.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
        };
        let nowhere = "`module.m.aws_msk_cluster.a` delivers its broker logs nowhere";
        let unnamed = "the broker logs go to `s3`, and no bucket is named";
        assert_eq!(messages(true), [format!("{nowhere} (in `b`)"), format!("{unnamed} (in `a` and `c`)")]);
        assert_eq!(messages(false), [format!("{nowhere} (in `b` and `c`)"), format!("{unnamed} (in `a`)")]);
    }

    #[test]
    fn texts_are_kept_for_what_is_pointed_at() {
        let checked =
            checked(&[("main.tf", MODULE), ("other.tf", "locals {}\n"), ("x/main.tf", "locals {}\n")]);
        assert_eq!(checked.texts.keys().collect::<Vec<_>>(), ["main.tf"]);
        assert_eq!(checked.report.inputs, Inputs { files: 3, read: 2, passed_over: 1 });
    }

    #[test]
    fn a_fingerprint_does_not_depend_on_the_line() {
        let fingerprint =
            |path: &str, text: &str| checked(&[(path, text)]).report.findings[0].fingerprint.clone();
        let first = fingerprint("main.tf", MODULE);
        assert_eq!(first.len(), 16);
        assert_eq!(fingerprint("other.tf", &format!("\n# moved\n{MODULE}")), first);
        assert_ne!(fingerprint("a/main.tf", MODULE), first);
        assert_ne!(fingerprint("main.tf", &MODULE.replace("\"a\" {", "\"b\" {")), first);
    }

    #[test]
    fn what_could_not_be_read_makes_the_report_incomplete() {
        let problem = |path: &str| Problem { path: path.to_owned(), at: None, message: "x".to_owned() };
        let report =
            merge(Vec::new(), &[], vec![problem("b.tf"), problem("a"), problem("a")], &Settings::default())
                .report;
        assert_eq!(report.status, Status::Incomplete);
        assert_eq!(report.problems, [problem("a"), problem("b.tf")]);
        assert_eq!(report.inputs, Inputs { files: 1, read: 0, passed_over: 0 });
    }
}
