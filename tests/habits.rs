//! What holds for the house as a whole: arrows between crates, rules and their pages, the form of
//! messages, the size of files, and what no text of the project may name.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use engine::rules::ALL;
use msklint_tests::Given;
use msklint_tests::page::Page;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Lines of a source file.
const LONGEST: usize = 600;

/// Every text that belongs to the project, with its path below the root.
fn texts() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(ROOT)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), ".git" | "target" | "node_modules" | "dist" | ".terraform") {
                    folders.push(path);
                }
            } else if let Ok(text) = fs::read_to_string(&path) {
                let place = path.strip_prefix(ROOT).unwrap_or(&path).to_string_lossy().into_owned();
                found.push((place, text));
            }
        }
    }
    assert!(found.len() > 200, "{} files", found.len());
    found.sort();
    found
}

fn sources() -> Vec<(String, String)> {
    texts().into_iter().filter(|(place, _)| place.ends_with(".rs")).collect()
}

fn none(mut flaws: Vec<String>) {
    flaws.sort();
    flaws.dedup();
    assert!(flaws.is_empty(), "{} flaws\n{}", flaws.len(), flaws.join("\n"));
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).expect("a file of the project")
}

/// Manifests of the workspace by the name of their crate.
fn manifests() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (place, text) in texts() {
        if place.ends_with("Cargo.toml") && place != "Cargo.toml" {
            let name = text.lines().find_map(|line| line.strip_prefix("name = ")).expect("a name");
            found.insert(name.trim_matches('"').to_owned(), text);
        }
    }
    found
}

/// The lines under `[dependencies]`.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    let begin = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    begin.take_while(|line| !line.starts_with('['))
}

/// `iam → known`, `model → iam, known` in the map.
fn drawn() -> BTreeMap<String, BTreeSet<String>> {
    let map = read("crates/README.md");
    let arrows = map.split("## Arrows").nth(1).expect("arrows");
    let arrows = arrows.split("There are no others").next().unwrap_or_default();
    let mut drawn = BTreeMap::<String, BTreeSet<String>>::new();
    for arrow in arrows.split('`').filter(|part| part.contains('→')) {
        let (from, to) = arrow.split_once('→').expect("an arrow");
        for from in from.split(',') {
            let to = to.split(',').map(|name| name.trim().to_owned());
            drawn.entry(from.trim().to_owned()).or_default().extend(to);
        }
    }
    drawn
}

#[test]
fn crates_depend_on_each_other_as_the_map_draws_it() {
    let manifests = manifests();
    let mut real = BTreeMap::<String, BTreeSet<String>>::new();
    for (name, manifest) in manifests.iter().filter(|(name, _)| *name != "msklint-tests") {
        for line in dependencies(manifest) {
            if let Some((other, _)) = line.split_once(".workspace = true")
                && manifests.contains_key(other)
            {
                real.entry(name.clone()).or_default().insert(other.to_owned());
            }
        }
    }
    assert_eq!(real, drawn());
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let mut flaws = Vec::new();
    for (name, manifest) in manifests() {
        let mut reason = false;
        let mut section = "";
        for line in manifest.lines() {
            if line.starts_with('[') {
                section = line;
            } else if line.starts_with('#') {
                reason = true;
                continue;
            } else if section.ends_with("dependencies]")
                && !line.contains(".workspace = true")
                && !line.is_empty()
            {
                // Lines without a blank between them share the reason.
                if !reason {
                    flaws.push(format!("{name}: {line}"));
                }
                continue;
            }
            reason = false;
        }
    }
    none(flaws);
}

#[test]
fn every_rule_is_a_check_beside_a_page_and_stands_in_the_table() {
    let readme = read("README.md");
    let mut flaws = Vec::new();
    for rule in ALL {
        let stem = rule.name.replace('-', "_");
        for end in ["rs", "md"] {
            if !Path::new(ROOT).join(format!("rules/{stem}.{end}")).is_file() {
                flaws.push(format!("rules/{stem}.{end} is not there"));
            }
        }
        let row =
            format!("| [`{}`](rules/{stem}.md) | {} | {} |", rule.name, rule.severity.word(), rule.summary);
        if !readme.contains(&row) {
            flaws.push(format!("README.md has no row {row}"));
        }
    }
    let rows = readme.lines().filter(|line| line.contains("](rules/")).count();
    assert_eq!(rows, ALL.len(), "rows of the table in README.md");
    let checks = sources().iter().filter(|(place, _)| place.starts_with("rules/")).count();
    assert_eq!(checks, ALL.len() + 1, "sources in rules/");
    none(flaws);
}

/// A clause without a full stop: quoted names may begin with anything, words begin small.
fn flaw(message: &str) -> Option<&'static str> {
    let first = message.chars().next()?;
    // `SSE-KMS`, `S3`, and the names of services.
    let name = message.chars().nth(1).is_some_and(|second| !second.is_lowercase());
    let service = ["Amazon ", "CloudWatch ", "Terraform "].iter().any(|name| message.starts_with(name));
    match () {
        () if first.is_uppercase() && !name && !service => Some("begins with a capital letter"),
        () if message.ends_with('.') => Some("ends with a full stop"),
        () if message.contains('\n') => Some("has several lines"),
        () if message.contains("  ") => Some("has two blanks in a row"),
        () if message.matches('`').count() % 2 == 1 => Some("has a quote that is not closed"),
        () => None,
    }
}

#[test]
fn messages_are_clauses() {
    let mut flaws = Vec::new();
    let mut seen = BTreeSet::new();
    for rule in ALL {
        for example in &Page::parse(rule.page).examples {
            let Some(file) = example.file() else { continue };
            let report = Given::default().file(file, &example.text).check().checked.report;
            for finding in &report.findings {
                seen.insert(finding.rule);
                let labels = finding.labels.iter().map(|label| &label.message);
                let words = [&finding.message, &finding.help].into_iter().chain(labels);
                flaws.extend(
                    words.filter_map(|text| Some(format!("{}: {}: {text}", finding.rule, flaw(text)?))),
                );
            }
            let links = report.paths.iter().flat_map(|path| &path.links);
            flaws.extend(links.filter_map(|link| Some(format!("link: {}: {}", flaw(&link.why)?, link.why))));
        }
    }
    assert!(seen.len() > 30, "the pages show findings of {} rules", seen.len());
    none(flaws);
}

#[test]
fn sources_say_what_they_are_and_stay_readable() {
    let mut flaws = Vec::new();
    for (place, text) in sources() {
        let own = !place.ends_with("tests.rs") || place.starts_with("tests/");
        if own && !text.starts_with("//! ") {
            flaws.push(format!("{place}: does not begin with a line that says what it is for"));
        }
        let lines = text.lines().count();
        if lines > LONGEST {
            flaws.push(format!("{place}: {lines} lines"));
        }
        for (at, line) in text.lines().enumerate() {
            if ["TODO", "FIXME", "XXX"].iter().any(|word| line.contains(&format!("{word}:"))) {
                flaws.push(format!("{place}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    none(flaws);
}

#[test]
fn no_text_names_the_machine_it_was_written_on() {
    // In pieces, so that this file does not name them either.
    let names = [["/wo", "rk/"], ["/ho", "me/"]].map(|parts| parts.concat());
    let mut flaws = Vec::new();
    for (place, text) in texts() {
        for (at, line) in text.lines().enumerate() {
            if let Some(name) = names.iter().find(|name| line.contains(name.as_str())) {
                flaws.push(format!("{place}:{}: {name}", at + 1));
            }
        }
    }
    none(flaws);
}

#[test]
fn the_form_of_messages_is_told_apart() {
    assert_eq!(flaw("`x` is not declared"), None);
    assert_eq!(flaw("SSE-KMS needs a key"), None);
    for wrong in ["The key is missing", "the key is missing.", "`x is missing", "a\nb", "a  b"] {
        assert!(flaw(wrong).is_some(), "{wrong}");
    }
}
