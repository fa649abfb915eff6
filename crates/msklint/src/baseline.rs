//! Baselines: findings that are known already, by fingerprint, so that only new ones are shown.

use crate::disk;
use engine::report::{Finding, Report};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// What the file is called where nothing else is said.
pub const NAME: &str = "msklint-baseline.json";

const VERSION: u64 = 1;

/// How often each fingerprint is known. Lines and names of files are there for its readers.
#[derive(Debug)]
pub struct Baseline {
    known: BTreeMap<String, usize>,
}

/// What a baseline took away, and how much of it is not found any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub known: usize,
    pub gone: usize,
}

impl Baseline {
    pub fn load(path: &Path) -> Result<Baseline, String> {
        let wrong = |message: String| format!("{}: {message}", path.display());
        Baseline::of(&disk::read(path).map_err(wrong)?).map_err(wrong)
    }

    fn of(text: &str) -> Result<Baseline, String> {
        let file: Value = serde_json::from_str(text).map_err(|error| format!("is no JSON: {error}"))?;
        match file.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(version) => {
                return Err(format!("is of version {version}, and msklint knows version {VERSION}"));
            }
            None => return Err("is no baseline: it has no `version`".to_owned()),
        }
        let mut known = BTreeMap::new();
        for finding in file.get("findings").and_then(Value::as_array).into_iter().flatten() {
            let fingerprint = finding.get("fingerprint").and_then(Value::as_str);
            let fingerprint = fingerprint.ok_or("has a finding without `fingerprint`")?;
            *known.entry(fingerprint.to_owned()).or_default() += 1;
        }
        Ok(Baseline { known })
    }

    /// Leaves the findings that are not known.
    pub fn take(&self, report: &mut Report) -> Taken {
        let mut left = self.known.clone();
        let before = report.findings.len();
        report.findings.retain(|finding| match left.get_mut(&finding.fingerprint) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        });
        Taken { known: before - report.findings.len(), gone: left.values().sum() }
    }

    /// Keeps those that are still found: nothing new gets into it.
    fn holds<'r>(&self, findings: &'r [Finding]) -> Vec<&'r Finding> {
        let mut left = self.known.clone();
        let still = |finding: &&Finding| match left.get_mut(&finding.fingerprint) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        findings.iter().filter(still).collect()
    }
}

/// The text of a baseline with the findings of a report; with an old one, only with those that it
/// has.
pub fn write(report: &Report, old: Option<&Baseline>) -> (String, usize) {
    let findings: Vec<&Finding> = match old {
        Some(old) => old.holds(&report.findings),
        None => report.findings.iter().collect(),
    };
    let entry = |finding: &&Finding| {
        json!({
            "fingerprint": finding.fingerprint,
            "rule": finding.rule,
            "path": finding.at.as_ref().map(|at| at.path.as_str()),
            "message": finding.message,
        })
    };
    let entries: Vec<Value> = findings.iter().map(entry).collect();
    let count = entries.len();
    let text = serde_json::to_string_pretty(&json!({ "version": VERSION, "findings": entries }));
    (text.unwrap_or_default() + "\n", count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{Settings, check};
    use std::sync::Arc;

    const CLUSTER: &str = "resource \"aws_msk_cluster\" \"NAME\" {\n  cluster_name = \"NAME\"\n}\n";

    fn report(files: &[(&str, String)]) -> Report {
        let files = files.iter().map(|(path, text)| (path.to_string(), Arc::from(text.as_str())));
        check(files, &Settings::default()).report
    }

    fn cluster(name: &str) -> String {
        CLUSTER.replace("NAME", name)
    }

    /// What is taken, and how many findings are left.
    fn check_taken(before: &[(&str, String)], after: &[(&str, String)], taken: (usize, usize), left: usize) {
        let (text, _) = write(&report(before), None);
        let mut after = report(after);
        let got = Baseline::of(&text).unwrap().take(&mut after);
        assert_eq!((got, after.findings.len()), (Taken { known: taken.0, gone: taken.1 }, left), "{text}");
    }

    #[test]
    fn findings_are_known_wherever_they_move() {
        let (a, b) = (cluster("a"), cluster("b"));
        let before = [("main.tf", format!("{a}{b}"))];
        check_taken(&before, &before, (2, 0), 0);
        check_taken(&before, &[("main.tf", format!("\n# moved\n\n{b}\n{a}"))], (2, 0), 0);
        check_taken(&before, &[("kafka.tf", b.clone()), ("other.tf", a.clone())], (2, 0), 0);
        check_taken(&before, &[("main.tf", format!("{a}{}", cluster("c")))], (1, 1), 1);
        check_taken(&before, &[("elsewhere/main.tf", a)], (0, 2), 1);
    }

    #[test]
    fn a_template_may_be_renamed() {
        let text = "Resources:\n  A:\n    Type: AWS::MSK::Cluster\n    Properties: {ClusterName: a}\n";
        check_taken(&[("a.yaml", text.to_owned())], &[("b.yaml", text.to_owned())], (1, 0), 0);
    }

    #[test]
    fn an_update_takes_nothing_new_in() {
        let (text, count) = write(&report(&[("main.tf", cluster("a"))]), None);
        assert_eq!(count, 1);
        let old = Baseline::of(&text).unwrap();
        let both = report(&[("main.tf", cluster("a") + &cluster("b"))]);
        assert_eq!(write(&both, Some(&old)), (text, 1));
        assert_eq!(write(&report(&[]), Some(&old)).1, 0);
    }

    #[test]
    fn what_is_no_baseline_is_said() {
        for (text, expected) in [
            ("[", "is no JSON: EOF while parsing a list at line 1 column 1"),
            ("{}", "is no baseline: it has no `version`"),
            ("{\"version\": 2}", "is of version 2, and msklint knows version 1"),
            ("{\"version\": 1, \"findings\": [{}]}", "has a finding without `fingerprint`"),
        ] {
            assert_eq!(Baseline::of(text).map(|_| ()).unwrap_err(), expected);
        }
    }
}
