//! Every rule's page is run: each example is a configuration, its marks are the findings of the rule.

use engine::report::Status;
use engine::rules::{ALL, Rule};
use msklint_tests::page::{Example, Mark, Page, SECTIONS};
use msklint_tests::{Given, Told};
use std::path::Path;

/// Languages that are shown and not run: requests and single statements, which have no room for a mark.
const SHOWN: &[&str] = &["json"];

const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules");

/// Runs `look` on every example that is a configuration and collects what it objects to.
fn every_example(look: impl Fn(&Rule, &Example) -> Vec<String>) {
    let mut flaws = Vec::new();
    for rule in ALL {
        let page = Page::parse(rule.page);
        for (at, example) in page.examples.iter().enumerate() {
            if SHOWN.contains(&example.language.as_str()) {
                continue;
            }
            let place = format!("{}.md:{} (example {})", rule.name.replace('-', "_"), example.line, at + 1);
            flaws.extend(look(rule, example).into_iter().map(|flaw| format!("{place}: {flaw}")));
        }
    }
    assert!(flaws.is_empty(), "{} flaws\n{}", flaws.len(), flaws.join("\n"));
}

fn check(example: &Example) -> Told {
    let given = Given::default().file(example.file().unwrap_or("main.tf"), &example.text);
    match &example.plan {
        Some(plan) => given.file("plan.json", plan).check(),
        None => given.check(),
    }
}

/// The lines on which the rule has findings, as marks.
fn found(rule: &Rule, told: &Told) -> Vec<Mark> {
    let findings = told.checked.report.findings.iter().filter(|finding| finding.rule == rule.name);
    let mut marks: Vec<Mark> =
        findings.map(|it| (it.at.as_ref().map_or(0, |at| at.line), it.confidence.word())).collect();
    marks.sort_unstable();
    marks
}

fn words(marks: &[Mark]) -> String {
    let words: Vec<String> = marks.iter().map(|(line, confidence)| format!("{line} {confidence}")).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

#[test]
fn marks_are_findings_and_findings_are_marks() {
    every_example(|rule, example| {
        if example.file().is_none() {
            return vec![format!("`{}` is a language that nobody runs", example.language)];
        }
        let told = check(example);
        let (expected, got) = (example.marks(), found(rule, &told));
        match got == expected {
            true => Vec::new(),
            false => vec![format!("expected on lines {}, got {}\n{told}", words(&expected), words(&got))],
        }
    });
}

#[test]
fn examples_can_be_read() {
    every_example(|_, example| {
        let told = check(example);
        match told.checked.report.status {
            Status::Complete => Vec::new(),
            Status::Incomplete => vec![format!("it has problems\n{told}")],
        }
    });
}

#[test]
fn sections_hold_what_they_promise() {
    every_example(|_, example| {
        let marks = example.marks();
        let certain = marks.iter().any(|(_, confidence)| *confidence == "certain");
        match example.section.as_str() {
            "Flagged" if marks.is_empty() => vec!["nothing is marked in a flagged example".to_owned()],
            "Fine" | "What AWS does" if !marks.is_empty() => {
                vec!["a line of a fine example is marked".to_owned()]
            }
            "Cannot tell" if certain => vec!["what cannot be told is marked as certain".to_owned()],
            _ => Vec::new(),
        }
    });
}

/// What Terraform shows CloudFormation shows as well, or the page says why it does not arise there.
#[test]
fn both_languages_are_shown() {
    let mut flaws = Vec::new();
    for rule in ALL {
        let page = Page::parse(rule.page);
        let says_so = |section: &&str| page.words(section).contains("CloudFormation");
        let arises = page.examples.iter().any(|it| it.language == "yaml");
        if !arises && SECTIONS.iter().any(says_so) {
            continue;
        }
        for section in ["Flagged", "Fine", "Cannot tell"] {
            let has = |language: &str| {
                page.examples.iter().any(|it| it.section == section && it.language == language)
            };
            if has("hcl") && !has("yaml") && !says_so(&section) {
                flaws.push(format!("{}: `{section}` has no example of CloudFormation", rule.name));
            }
        }
    }
    assert!(flaws.is_empty(), "{} flaws\n{}", flaws.len(), flaws.join("\n"));
}

#[test]
fn pages_have_their_title_and_sections() {
    let mut flaws = Vec::new();
    for rule in ALL {
        let page = Page::parse(rule.page);
        if page.title != rule.name {
            flaws.push(format!("{}: its page is titled `{}`", rule.name, page.title));
        }
        flaws.extend(page.flaws.iter().map(|flaw| format!("{}: {flaw}", rule.name)));
    }
    assert!(flaws.is_empty(), "sections are {SECTIONS:?}\n{}", flaws.join("\n"));
}

#[test]
fn every_page_is_that_of_a_rule() {
    let mut stems: Vec<String> = std::fs::read_dir(Path::new(PAGES))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().replace('_', "-"))
        .collect();
    stems.sort();
    let names: Vec<&str> = ALL.iter().map(|rule| rule.name).collect();
    assert_eq!(stems, names);
}

#[test]
fn a_page_is_taken_apart() {
    let page = Page::parse(
        "# some-rule\n\nWords.\n\n## Flagged\n\n```hcl\na = 1 # finding\nb = 2\nc = 3 # possible\n```\n\n## Fine\n\n```yaml\nx: 1\n```\n",
    );
    assert_eq!((page.title.as_str(), page.sections.len(), page.examples.len()), ("some-rule", 2, 2));
    let (first, second) = (&page.examples[0], &page.examples[1]);
    assert_eq!(first.marks(), [(1, "certain"), (3, "possible")]);
    assert_eq!((first.line, first.section.as_str(), second.language.as_str()), (7, "Flagged", "yaml"));
    assert_eq!(page.flaws.len(), 2, "two sections are missing: {:?}", page.flaws);
}
