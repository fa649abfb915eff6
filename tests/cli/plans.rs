//! Terraform plans and states on the command line: the example of the repository, plans alone and beside
//! their code, and what is wrong with them.

use crate::sandbox::{Run, Sandbox};
use serde_json::{Value, json};

fn example(name: &str) -> String {
    let path = format!("{}/../../examples/plan/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn report(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap()
}

/// The verdict on the way to S3 of the source that this root has.
fn verdict(report: &Value, root: &str) -> String {
    let paths = report["paths"].as_array().unwrap();
    let found = paths.iter().find(|path| path["source"]["root"] == root && path["destination"] == "s3");
    found.unwrap_or_else(|| panic!("no path of {root} in {report:#}"))["verdict"].as_str().unwrap().to_owned()
}

/// The example with its code beside the plan.
fn beside(name: &str, plan: &str) -> Sandbox {
    Sandbox::new(name)
        .file("main.tf", example("main.tf"))
        .file("logs.tf", example("logs.tf"))
        .file("plan.json", plan)
}

#[test]
fn the_plan_settles_what_the_code_leaves_open() {
    let folder = format!("{}/../../examples/plan", env!("CARGO_MANIFEST_DIR"));
    let run = Sandbox::new("plan_example").run(&["check", "--format", "json", &folder]).code(1);
    let report = report(&run);
    assert_eq!(report["status"], "complete");
    let findings = report["findings"].as_array().unwrap();
    let errors: Vec<&Value> = findings.iter().filter(|it| it["severity"] == "error").collect();
    let [finding] = errors.as_slice() else { panic!("{findings:#?}") };
    assert_eq!(
        (&finding["rule"], &finding["confidence"]),
        (&json!("bucket-policy-mismatch"), &json!("certain"))
    );
    assert!(finding["at"]["path"].as_str().unwrap().ends_with("logs.tf"), "{finding}");
    assert_eq!(finding["at"]["line"], 16);
}

#[test]
fn the_code_alone_and_the_plan_alone() {
    let both = beside("plan_beside", &example("plan.json"));
    let all = report(&both.run(&["check", "--format", "json", "."]).code(1));
    assert_eq!((verdict(&all, ".").as_str(), verdict(&all, "plan.json").as_str()), ("unknown", "broken"));
    let given = both.run(&["check", "--format", "json", "plan.json"]).code(1);
    assert_eq!(verdict(&report(&given), "plan.json"), "broken");
    let alone = Sandbox::new("plan_alone").file("plan.json", example("plan.json"));
    let run = alone.run(&["check", "--format", "json", "plan.json"]).code(0);
    assert_eq!(verdict(&report(&run), "plan.json"), "unknown");
    assert!(run.out.contains("how it is made from `aws_s3_bucket.logs.arn`"), "{}", run.out);
}

/// The example, changed, without the code.
fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Sandbox {
    let mut plan: Value = serde_json::from_str(&example("plan.json")).unwrap();
    change(&mut plan);
    Sandbox::new(name).file("plan.json", serde_json::to_string_pretty(&plan).unwrap())
}

#[test]
fn a_known_element_that_is_wrong_is_found_without_the_code() {
    let wrong = |plan: &mut Value| {
        let text = plan.to_string().replace("delivery.logs.amazonaws.com", "kafka.amazonaws.com");
        *plan = serde_json::from_str(&text).unwrap();
    };
    let sandbox = changed("plan_wrong_service", wrong);
    let run = sandbox.run(&["check", "--format", "json", "."]).code(1);
    assert_eq!(verdict(&report(&run), "plan.json"), "broken");
    let finding = &report(&run)["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["confidence"], &finding["at"]["path"]),
        (&json!("bucket-policy-missing-delivery"), &json!("certain"), &json!("plan.json"))
    );
    let text = std::fs::read_to_string(sandbox.folder.join("plan.json")).unwrap();
    let (start, end) = (number(&finding["at"]["offset"]), number(&finding["at"]["end_offset"]));
    assert_eq!(&text.as_bytes()[start..end], b"\"aws_s3_bucket_policy.logs\"");
    assert_eq!(number(&finding["at"]["line"]), text.get(..start).unwrap().matches('\n').count() + 1);
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn one_line_is_cut_where_it_is_shown() {
    let plan: Value = serde_json::from_str(&example("plan.json")).unwrap();
    let line = plan.to_string().replace("delivery.logs.amazonaws.com", "kafka.amazonaws.com");
    let run = Sandbox::new("plan_one_line").file("plan.json", &line).run(&["check", "."]).code(1);
    assert!(run.out.lines().all(|line| line.chars().count() < 1_000), "{}", run.out);
    run.out("plan.json:1:");
}

#[test]
fn what_cannot_be_read_is_no_clean_run() {
    let version = changed("plan_version", |plan| plan["format_version"] = json!("2.0"));
    version.run(&["check", "."]).code(2).err(":21: the format version `2.0` is not known");
    let text = example("plan.json");
    let half = Sandbox::new("plan_half").file("plan.json", text.split_at(text.len() / 2).0);
    half.run(&["check", "."]).code(2).err("plan.json:").err("the JSON text ends here");
    let errored = changed("plan_errored", |plan| plan["errored"] = json!(true));
    errored.run(&["check", "."]).code(2).err("Terraform met errors");
    let twice = text.replacen("\"planned_values\": {", "\"planned_values\": {},\n  \"planned_values\": {", 1);
    let twice = Sandbox::new("plan_twice").file("plan.json", twice);
    twice.run(&["check", "."]).code(2).err("`planned_values` is given twice");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for place in ["checks", "variables"] {
        let text = text.replacen('{', &format!("{{\n  \"{place}\": {deep},"), 1);
        let run = Sandbox::new(&format!("plan_deep_{place}")).file("plan.json", text).run(&["check", "."]);
        // What is passed over may be as deep as it likes.
        run.code(if place == "checks" { 0 } else { 2 });
    }
}

#[test]
fn a_state_is_read_like_a_plan() {
    let values = |enabled: bool| {
        json!({"cluster_name": "orders", "logging_info": [{"broker_logs": [{
            "cloudwatch_logs": [{"enabled": enabled, "log_group": "/msk/orders"}], "firehose": [], "s3": [],
        }]}]})
    };
    let state = |enabled: bool| {
        let resources = json!([
            {"address": "aws_msk_cluster.orders", "values": values(enabled)},
            {"address": "aws_cloudwatch_log_group.logs", "values": {"name": "/msk/orders", "kms_key_id": ""}},
        ]);
        let values = json!({"root_module": {"resources": resources}});
        json!({"format_version": "1.0", "terraform_version": "1.11.4", "values": values}).to_string()
    };
    let on = Sandbox::new("state_on").file("state.json", state(true));
    on.run(&["check", "."]).code(0).err("1 delivering");
    let off = Sandbox::new("state_off").file("state.json", state(false));
    off.run(&["check", "."]).code(0).out("warning[broker-logs-off]");
    let code = "resource \"aws_msk_cluster\" \"orders\" {\n  cluster_name = \"orders\"\n}\n";
    let gone = on.file("main.tf", code);
    gone.run(&["check", "state.json"]).code(0).out("info[disabled-by-removal]").out("main.tf:1:1");
}

#[test]
fn other_json_is_left_alone() {
    let other = Sandbox::new("plan_other")
        .file("schema.json", r#"{"format_version": "1.0", "provider_schemas": {}}"#);
    other.run(&["check", "."]).code(0).err("0 log sources");
    let raw = r#"{"version": 4, "terraform_version": "1.11.4", "lineage": "x", "resources": []}"#;
    let state = Sandbox::new("state_raw").file("terraform.tfstate", raw);
    state.run(&["check", "terraform.tfstate"]).code(2).err("`terraform show -json`");
}
