//! The examples of the repository: a configuration with several broken links, and its repaired twin;
//! and what the README says of them.

use crate::sandbox::Sandbox;

fn example(name: &str) -> String {
    format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_mistake_is_found() {
    let run = Sandbox::new("example_broken").run(&["check", "--format", "json", &example("broken")]).code(1);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["status"], "complete");
    let mut found: Vec<(String, String)> = Vec::new();
    for finding in report["findings"].as_array().unwrap() {
        assert_eq!(finding["confidence"], "certain", "{finding}");
        let path = finding["at"]["path"].as_str().unwrap();
        found.push((
            finding["rule"].as_str().unwrap().to_owned(),
            path.rsplit('/').next().unwrap().to_owned(),
        ));
    }
    found.sort();
    let expected = [
        ("bucket-policy-mismatch", "archive.tf"),
        ("key-policy-missing-delivery", "archive.tf"),
        ("log-group-key-denies-logs", "groups.tf"),
        ("stream-role-cannot-write", "search.tf"),
        ("stream-tag-drift", "search.tf"),
    ];
    assert_eq!(found, expected.map(|(rule, file)| (rule.to_owned(), file.to_owned())));
    let broken = report["paths"].as_array().unwrap().iter().filter(|path| path["verdict"] == "broken");
    assert_eq!(broken.count(), 3);
}

#[test]
fn the_repaired_twin_has_no_finding() {
    let run =
        Sandbox::new("example_repaired").run(&["check", "--fail-on", "info", &example("repaired")]).code(0);
    assert_eq!(run.out, "");
    run.err("1 log source, 3 delivery paths: 3 delivering; nothing found; 5 of 5 files read");
}

#[test]
fn the_readme_lists_every_rule() {
    let readme = std::fs::read_to_string(format!("{}/../../README.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let run = Sandbox::new("readme_rules").run(&["rules", "--format", "json"]).code(0);
    let rules: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let text = |rule: &serde_json::Value, key: &str| rule[key].as_str().unwrap().to_owned();
    let row = |rule: &serde_json::Value| {
        let name = text(rule, "name");
        let page = name.replace('-', "_");
        format!("| [`{name}`](rules/{page}.md) | {} | {} |", text(rule, "severity"), text(rule, "summary"))
    };
    let expected: Vec<String> = rules.as_array().unwrap().iter().map(row).collect();
    let listed: Vec<&str> = readme.lines().filter(|line| line.starts_with("| [`")).collect();
    assert_eq!(listed, expected);
}

#[test]
fn the_readme_shows_what_is_printed() {
    let root = format!("{}/../..", env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let mut sandbox = Sandbox::new("readme_output");
    sandbox.folder = root.into();
    for shown in readme.split("```console\n$ msklint ").skip(1) {
        let (arguments, rest) = shown.split_once('\n').unwrap();
        let output = rest.split("```").next().unwrap();
        let printed = sandbox.run(&arguments.split(' ').collect::<Vec<_>>()).out;
        // An excerpt may leave out whole lines.
        let mut lines = printed.lines();
        let missing = output.lines().find(|line| !lines.any(|printed| printed == *line));
        assert_eq!(missing, None, "`msklint {arguments}` prints\n{printed}");
    }
}
