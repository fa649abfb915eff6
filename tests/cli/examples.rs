//! The examples of the repository: a configuration with several broken links, and its repaired twin.

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
