//! The native command from outside: exit codes, streams, formats, and what it does with folders and
//! files that are not as they should be.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "cli/adopt.rs"]
mod adopt;
#[path = "cli/aws.rs"]
mod aws;
#[path = "cli/bad_files.rs"]
mod bad_files;
#[path = "cli/events.rs"]
mod events;
#[path = "cli/examples.rs"]
mod examples;
#[path = "cli/folders.rs"]
mod folders;
#[path = "cli/options.rs"]
mod options;
#[path = "cli/plans.rs"]
mod plans;
#[path = "cli/sandbox.rs"]
mod sandbox;
#[path = "cli/templates.rs"]
mod templates;

use sandbox::{BROKEN, QUIET, Sandbox};

#[test]
fn exit_codes() {
    let good = Sandbox::new("exit_codes_good").file("main.tf", QUIET);
    good.run(&["check", "."]).code(0).err("nothing found");
    let bad = Sandbox::new("exit_codes_bad").file("main.tf", BROKEN);
    bad.run(&["check", "."]).code(1).out("error[unnamed-destination]");
    bad.run(&["check", "--ignore", "unnamed-destination"]).code(0);
    let gap = Sandbox::new("exit_codes_gap")
        .file("main.tf", format!("{QUIET}\nresource \"aws_s3_bucket\" \"x\" {{\n"));
    gap.run(&["check"]).code(2).err("main.tf:").err("incomplete: 1 problem");
    gap.run(&["check", "--allow-incomplete"]).code(0).err("incomplete");
    gap.file("more.tf", BROKEN.replace("orders", "other")).run(&["check"]).code(1);
}

#[test]
fn the_least_severity_that_fails() {
    let off = Sandbox::new("fail_on")
        .file("main.tf", "resource \"aws_msk_cluster\" \"orders\" {\n  cluster_name = \"orders\"\n}\n");
    off.run(&["check"]).code(0).out("warning[broker-logs-off]").err("1 warning");
    off.run(&["check", "--fail-on", "warning"]).code(1);
    off.run(&["check", "--fail-on", "info"]).code(1);
}

#[test]
fn findings_go_to_one_stream_and_the_rest_to_the_other() {
    let bad = Sandbox::new("streams").file("main.tf", BROKEN);
    let run = bad.run(&["check", "--format", "concise"]).code(1);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.out.starts_with("main.tf:5:7: error[unnamed-destination] "), "{}", run.out);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    run.err("1 log source, 3 delivery paths: 1 broken, 2 off; 1 error; 1 of 1 file read; ");
    assert_eq!(bad.run(&["check", "-q"]).err, "");
    bad.run(&["check", "-v"]).err(".: checked\n");
}

#[test]
fn formats() {
    let bad = Sandbox::new("formats").file("main.tf", BROKEN);
    bad.run(&["check", "--format", "full"]).out("╭─[main.tf:5:7]").out("help: ");
    let first = bad.run(&["check", "--format", "json"]).code(1).out;
    let report: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(report["version"], 1);
    assert_eq!(report["status"], "complete");
    assert_eq!(report["paths"].as_array().unwrap().len(), 3);
    assert_eq!(report["findings"][0]["rule"], "unnamed-destination");
    assert_eq!(bad.run(&["check", "--format", "json"]).out, first, "the same input gives the same bytes");
    assert_eq!(bad.run(&["trace", "--format", "json"]).out, first);
    bad.run(&["trace"]).code(1).out("✗ broker logs to s3: broken");
    bad.run(&["trace", "--format", "mermaid"]).out("flowchart LR\n");
}

#[test]
fn the_environment_chooses_the_format() {
    let bad =
        Sandbox::new("environment_format").file("main.tf", BROKEN).env("MSKLINT_OUTPUT_FORMAT", "concise");
    bad.run(&["check"]).code(1).out("main.tf:5:7: error");
    bad.run(&["check", "--format", "json"]).out("\"version\": 1");
    bad.run(&["trace"]).out("└─");
    let wrong = bad.env("MSKLINT_OUTPUT_FORMAT", "yaml");
    wrong.run(&["check"]).code(2).err("`MSKLINT_OUTPUT_FORMAT` is `yaml`");
}

#[test]
fn colour() {
    let bad = Sandbox::new("colour").file("main.tf", BROKEN);
    assert!(!bad.run(&["check"]).out.contains('\u{1b}'));
    bad.run(&["check", "--color", "always"]).out("\u{1b}[31m");
    bad.run(&["trace", "--color", "always"]).out("\u{1b}[31m✗");
    let forced = bad.env("CLICOLOR_FORCE", "1");
    forced.run(&["check"]).out("\u{1b}[31m");
    assert!(!forced.run(&["check", "--color", "never"]).out.contains('\u{1b}'));
}

#[test]
fn rules_and_their_pages() {
    let nowhere = Sandbox::new("manual");
    nowhere.run(&["rules"]).code(0).out("bucket-policy-mismatch");
    let rules: serde_json::Value =
        serde_json::from_str(&nowhere.run(&["rules", "--format", "json"]).out).unwrap();
    assert!(
        rules.as_array().unwrap().iter().all(|rule| rule["name"].is_string() && rule["summary"].is_string())
    );
    nowhere.run(&["explain", "unnamed-destination"]).code(0).out("# unnamed-destination\n");
    nowhere.run(&["explain", "unnamed-destinations"]).code(2).err("did you mean `unnamed-destination`?");
}

#[test]
fn completions_and_the_manual_page() {
    let nowhere = Sandbox::new("completions");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        nowhere.run(&["completions", shell]).code(0).out("msklint");
    }
    nowhere.run(&["man"]).code(0).out(".TH msklint").out("MSKLINT CHECK").out("allow\\-incomplete");
}
