//! What a repository needs to take msklint up: configuration, exceptions, a baseline, and formats
//! for its pipeline.

use crate::sandbox::{BROKEN, QUIET, Sandbox};
use serde_json::Value;
use std::fs;

const OFF: &str = "resource \"aws_msk_cluster\" \"orders\" {\n  cluster_name = \"orders\"\n}\n";

/// A repository of its own, so that no configuration above it counts.
fn repository(name: &str) -> Sandbox {
    Sandbox::new(name).file(".git/HEAD", "")
}

#[test]
fn the_nearest_configuration_holds() {
    let some = repository("config_nearest")
        .file("msklint.toml", "[rules]\nbroker-logs-off = \"error\"\n")
        .file("a/main.tf", OFF)
        .file("b/msklint.toml", "[rules]\nbroker-logs-off = \"off\"\n")
        .file("b/deep/main.tf", OFF);
    let run = some.run(&["check", "--format", "concise"]).code(1);
    assert_eq!(
        run.out,
        "a/main.tf:1:1: error[broker-logs-off] `aws_msk_cluster.orders` delivers its broker logs nowhere\n"
    );
    some.run(&["check", "b"]).code(0);
    some.run(&["check", "b", "--config", "msklint.toml"]).code(1);
    some.run(&["check", "b", "--select", "broker-logs-off", "--fail-on", "warning"]).code(1);
    some.run(&["check", "--config", "gone.toml"]).code(2).err("gone.toml: ");
}

#[test]
fn configuration_ends_at_the_repository() {
    let some = Sandbox::new("config_outside")
        .file("msklint.toml", "nonsense")
        .file("inner/.git/HEAD", "")
        .file("inner/main.tf", QUIET);
    some.run(&["check", "inner", "--config", "msklint.toml"]).code(2).err("error: msklint.toml:1:");
    let inner = some.folder.join("inner");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_msklint"))
        .arg("check")
        .current_dir(inner)
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
}

#[test]
fn configuration_gives_values_and_thresholds() {
    let open = BROKEN.replace("enabled = true", "enabled = var.on");
    let some = repository("config_values")
        .file("main.tf", format!("variable \"on\" {{}}\n{open}"))
        .file("msklint.toml", "fail-on = \"warning\"\n\n[variables]\non = false\n");
    some.run(&["check"]).code(1).out("broker-logs-off");
    some.run(&["check", "--fail-on", "error"]).code(0);
    some.run(&["check", "--var", "on=true"]).code(1).out("unnamed-destination");
    some.run(&["config", "show"])
        .code(0)
        .out("fail-on = \"warning\"")
        .out("# msklint.toml")
        .out("on = \"false\"");
    some.run(&["config", "show", "--fail-on", "info"]).out("# --fail-on");
    some.run(&["config", "schema"]).code(0).out("\"broker-logs-off\"");
}

#[test]
fn overrides_hold_for_their_paths() {
    let some = repository("config_overrides")
        .file("new/main.tf", OFF)
        .file("old/deep/main.tf", OFF)
        .file("msklint.toml", "[[override]]\npaths = [\"old/*\"]\nrules = { broker-logs-off = \"off\" }\n");
    let run = some.run(&["check", "--format", "concise"]).code(0);
    assert!(run.out.starts_with("new/main.tf:1:1: warning") && run.out.lines().count() == 1, "{}", run.out);
}

#[test]
fn policies_outside_of_the_code() {
    let cluster = BROKEN.replace("enabled = true", "enabled = true\n        bucket  = \"central-logs\"");
    let statement = |principal: &str| {
        format!(
            "{{\n  \"Statement\": [{{\n    \"Effect\": \"Allow\",\n    \"Principal\": {{\"Service\": \"{principal}\"}},\n    \"Action\": [\"s3:PutObject\", \"s3:GetBucketAcl\"],\n    \"Resource\": [\"arn:aws:s3:::central-logs\", \"arn:aws:s3:::central-logs/*\"]\n  }}]\n}}\n"
        )
    };
    let some = repository("external")
        .file("app/main.tf", &cluster)
        .file("policies/central.json", statement("kafka.amazonaws.com"))
        .file("msklint.toml", "[external.buckets]\ncentral-logs = { policy = \"policies/central.json\" }\n");
    some.run(&["check", "app", "--format", "concise"])
        .code(1)
        .out("policies/central.json:4:")
        .out("wrong-service-principal");
    let right = some.file("policies/central.json", statement("delivery.logs.amazonaws.com"));
    right.run(&["check", "app"]).code(0);
    right.run(&["trace", "app"]).out("✓ bucket-policy: ok");
    let trusted = right.file("msklint.toml", "[external.buckets]\ncentral-logs = { trusted = true }\n");
    trusted.run(&["trace", "app"]).code(0).out("broker logs to s3: delivers");
    let gone =
        trusted.file("msklint.toml", "[external.buckets]\ncentral-logs = { policy = \"gone.json\" }\n");
    gone.run(&["check", "app"]).code(2).err("gone.json, which msklint.toml names: ");
    let broken = gone.file("gone.json", "{\"Statement\": [");
    broken.run(&["check", "app"]).code(2).err("gone.json, which msklint.toml names: ");
}

#[test]
fn mistakes_in_the_configuration_are_all_told() {
    let some = repository("config_mistakes")
        .file("main.tf", QUIET)
        .file("msklint.toml", "fail_on = \"error\"\n\n[rules]\nbroker-log-off = \"off\"\n");
    some.run(&["check"])
        .code(2)
        .err("error: msklint.toml:1:1: there is no setting `fail_on`; did you mean `fail-on`?")
        .err("msklint.toml:4:1: there is no rule `broker-log-off`; did you mean `broker-logs-off`?");
}

#[test]
fn exceptions_in_comments() {
    let allowed = format!("# msklint: allow broker-logs-off -- an experiment\n{OFF}");
    let some = repository("exceptions").file("main.tf", &allowed);
    some.run(&["check", "--fail-on", "info"]).code(0).err("nothing found, 1 allowed");
    some.run(&["check", "--fail-on", "info", "--no-allow"]).code(1);
    let report: Value = serde_json::from_str(&some.run(&["check", "--format", "json"]).out).unwrap();
    assert_eq!(report["allowed"][0]["reason"], "an experiment");
    assert_eq!(report["allowed"][0]["finding"]["rule"], "broker-logs-off");
    let moved = some.file("main.tf", format!("\n\n{QUIET}\n{}", allowed.replace("orders", "other")));
    moved.run(&["check", "--fail-on", "info"]).code(0).err("1 allowed");
    let theirs = repository("exceptions_of_others")
        .file("main.tf", OFF.replace("{\n", "{\n  #checkov:skip=CKV_AWS_80:later\n"));
    theirs.run(&["check", "--fail-on", "info"]).code(1);
    theirs.run(&["check", "--fail-on", "info", "--honour", "checkov"]).code(0);
    theirs.run(&["check", "--honour", "chekov"]).code(2).err("msklint knows checkov, trivy");
}

#[test]
fn a_baseline_shows_what_is_new() {
    let some = repository("baseline").file("main.tf", BROKEN);
    some.run(&["baseline"]).code(0).err("msklint-baseline.json: 1 finding\n");
    let known = ["check", "--baseline", "msklint-baseline.json"];
    some.run(&known).code(0).err("1 known from the baseline;");
    let grown = some
        .file("main.tf", format!("# moved\n\n{QUIET}"))
        .file("kafka.tf", BROKEN.replace("orders", "other"));
    grown.run(&known).code(1).out("kafka.tf:5:7").err("0 known from the baseline (1 of it gone");
    grown.run(&["baseline", "--prune"]).code(0).err("0 findings");
    grown.run(&["baseline", "--output", "all.json"]).code(0).err("all.json: 1 finding");
    grown.run(&["check", "--baseline", "all.json"]).code(0);
    grown.run(&["check", "--baseline", "main.tf"]).code(2).err("main.tf: is no JSON");
    grown.run(&["check", "--baseline", "gone.json"]).code(2).err("gone.json: ");
}

#[test]
fn several_formats_at_once() {
    let some = repository("several_formats").file("main.tf", BROKEN).env("GITHUB_STEP_SUMMARY", "summary.md");
    let formats = ["check", "--format", "sarif=out.sarif", "--format", "html=out.html", "--format", "github"];
    let run = some.run(&formats).code(1);
    assert!(run.out.starts_with("::error file=main.tf,line=5,"), "{}", run.out);
    let sarif: Value = serde_json::from_slice(&fs::read(some.folder.join("out.sarif")).unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "unnamed-destination");
    assert!(fs::read_to_string(some.folder.join("out.html")).unwrap().contains("<svg"));
    assert!(fs::read_to_string(some.folder.join("summary.md")).unwrap().starts_with("### msklint: "));
    some.run(&["check", "--format", "json", "--format", "sarif"])
        .code(2)
        .err("only one can go to standard output");
    some.run(&["check", "--format", "sarif="]).code(2).err("the name of the file is missing");
    some.run(&["check", "--format", "yaml"]).code(2).err("there are full, concise, json, sarif");
    some.run(&["check", "--format", "json=no/such/folder.json"]).code(2).err("folder.json: ");
}

#[test]
fn atlantis_looks_for_one_word() {
    let has = |text: &str| text.to_lowercase().contains("fail");
    let some = repository("atlantis").file("failover/FAIL.tf", QUIET);
    assert!(!has(&some.run(&["check", "--format", "atlantis"]).code(0).out));
    let warned = repository("atlantis_warned").file("failover/Failure.tf", OFF.replace("orders", "fail"));
    let run = warned.run(&["check", "--format", "atlantis"]).code(0);
    assert!(!has(&run.out) && run.out.contains("broker-logs-off"), "{}", run.out);
    let broken = repository("atlantis_broken").file("main.tf", BROKEN);
    assert!(has(&broken.run(&["check", "--format", "atlantis"]).code(1).out));
    let unread = repository("atlantis_unread").file("main.tf", format!("{QUIET}\nresource \"x\" {{"));
    assert!(has(&unread.run(&["check", "--format", "atlantis"]).code(2).out));
}
