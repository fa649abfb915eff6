//! The same situation in every language: each folder of `twins` holds one, and all its forms must
//! come to what `expected.txt` says, which was written by hand.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use engine::report::{Finding, Path as Delivery, Report, State};
use msklint_tests::{Given, Told};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const TWINS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/twins");

/// What every situation must be written in. Further files, and folders of files, are further forms.
const FORMS: [&str; 3] = ["main.tf", "template.json", "template.yaml"];

const EXPECTED: &str = "expected.txt";

/// The links of each destination.
const LINKS: [&str; 10] = [
    "log-group",
    "log-group-key",
    "stream",
    "stream-tag",
    "stream-role",
    "bucket",
    "bucket-policy",
    "bucket-key",
    "key-policy",
    "deployer",
];

struct Twins {
    name: String,
    expected: String,
    /// What a check says of each form, by its name.
    told: BTreeMap<String, Told>,
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

/// A form is a file, or a folder of files that are given together. All are deployed to one account and
/// Region, which most languages do not say.
fn check(form: &Path) -> Told {
    let given = Given::default().account("111122223333").region("eu-west-1");
    let name = name_of(form);
    if form.is_file() {
        return given.file(&name, &read(form)).check();
    }
    let add = |given: Given, file: &PathBuf| given.file(&format!("{name}/{}", name_of(file)), &read(file));
    entries(form).iter().fold(given, add).check()
}

fn twins() -> Vec<Twins> {
    let read = |folder: PathBuf| {
        let forms = entries(&folder).into_iter().filter(|path| name_of(path) != EXPECTED);
        let told = forms.map(|form| (name_of(&form), check(&form))).collect();
        Twins { name: name_of(&folder), expected: read(&folder.join(EXPECTED)), told }
    };
    entries(Path::new(TWINS)).into_iter().map(read).collect()
}

/// Paths with the links that arise on them, then the findings, each in the order of its words.
/// Addresses, places and the wording belong to the language.
fn digest(report: &Report) -> String {
    let in_use = report.paths.iter().filter(|path| path.state != State::Absent);
    let mut paths: Vec<String> = in_use.map(of_path).chain(silent_logs(report)).collect();
    let finding = |it: &Finding| {
        let condition = if it.when.is_empty() { "" } else { ", under a condition" };
        format!("{} {}{condition}\n", it.confidence.word(), it.rule)
    };
    let mut findings: Vec<String> = report.findings.iter().map(finding).collect();
    paths.sort();
    findings.sort();
    paths.concat() + &findings.concat()
}

/// `cluster broker s3: on broken`, and below it the links.
fn of_path(path: &Delivery) -> String {
    let links = path.links.iter().map(|it| (it.link.word(), it.verdict.word()));
    let arising = links.filter(|(_, verdict)| *verdict != "not-applicable");
    let links: Vec<String> = arising.map(|(link, verdict)| format!("{link} {verdict}")).collect();
    let links = if links.is_empty() { String::new() } else { format!("    {}\n", links.join(", ")) };
    let (state, verdict) = (path.state.word(), path.verdict.word());
    format!("{} {}: {state} {verdict}\n{links}", log_of(path), path.destination.word())
}

/// `cluster broker`
fn log_of(path: &Delivery) -> String {
    format!("{} {}", path.source.kind.word(), path.log.word())
}

/// `cluster broker: absent` for a log that has no destination at all.
fn silent_logs(report: &Report) -> impl Iterator<Item = String> {
    let in_use = report.paths.iter().filter(|path| path.state != State::Absent);
    let in_use: BTreeSet<String> = in_use.map(log_of).collect();
    let all: BTreeSet<String> = report.paths.iter().map(log_of).collect();
    all.into_iter().filter(move |log| !in_use.contains(log)).map(|log| format!("{log}: absent\n"))
}

#[test]
fn all_forms_of_a_situation_come_to_the_same() {
    let mut flaws = Vec::new();
    for twins in twins() {
        for (form, told) in &twins.told {
            let got = digest(&told.checked.report);
            if got != twins.expected || !told.checked.report.problems.is_empty() {
                let expected = &twins.expected;
                flaws.push(format!(
                    "{}/{form}\n--- expected\n{expected}--- got\n{got}--- all of it\n{told}",
                    twins.name
                ));
            }
        }
    }
    assert!(flaws.is_empty(), "{} flaws\n{}", flaws.len(), flaws.join("\n"));
}

#[test]
fn every_situation_is_written_in_every_language() {
    let mut flaws = Vec::new();
    for twins in twins() {
        let missing = FORMS.iter().filter(|form| !twins.told.contains_key(**form));
        flaws.extend(missing.map(|form| format!("{} has no {form}", twins.name)));
    }
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
}

/// Each link is shown where it holds, where it does not, and where nobody can tell.
#[test]
fn every_link_is_covered() {
    let all = twins();
    assert!(all.len() >= 20, "{} situations", all.len());
    let mut shown = BTreeSet::new();
    let mut sources = BTreeSet::new();
    for line in all.iter().flat_map(|twins| twins.expected.lines()) {
        match line.strip_prefix("    ") {
            Some(links) => shown.extend(links.split(", ")),
            None => sources.extend(line.split(' ').next()),
        }
    }
    let mut flaws = Vec::new();
    for link in LINKS {
        let is = |verdict: &str| shown.contains(format!("{link} {verdict}").as_str());
        let wanted = [is("ok"), is("broken") || is("missing"), is("unknown")];
        if wanted != [true; 3] {
            flaws.push(format!("{link}: ok, broken, unknown are {wanted:?}"));
        }
    }
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
    for source in ["cluster", "serverless-cluster", "connector", "replicator"] {
        assert!(sources.contains(source), "no situation of a {source}");
    }
}
