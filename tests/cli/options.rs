//! Options that say what the configuration leaves open, and those that are wrong.

use crate::sandbox::{BROKEN, QUIET, Sandbox};

const SWITCHED: &str = "variable \"on\" {\n  type = bool\n}\n";

fn switched(name: &str) -> Sandbox {
    let cluster = BROKEN.replace("enabled = true", "enabled = var.on");
    Sandbox::new(name).file("main.tf", format!("{SWITCHED}{cluster}"))
}

#[test]
fn an_open_switch_is_split() {
    let open = switched("open_switch");
    open.run(&["check", "--format", "concise"]).code(1).out("when `var.on` is true)\n");
    open.run(&["check"]).out("╰─▶ when `var.on` is true\n");
    open.run(&["trace"]).out("✗ when `var.on` is true: broken").out("– when `var.on` is false: off");
}

#[test]
fn a_variable_is_given() {
    let open = switched("given_variable");
    open.run(&["check", "--var", "on=false"]).code(0).out("warning[broker-logs-off]");
    open.run(&["check", "--var", "on=true", "--format", "concise"]).code(1).out("unnamed-destination]");
    open.run(&["check", "--var", "on"]).code(2).err("NAME=VALUE");
    switched("given_variable").env("TF_VAR_on", "false").run(&["check"]).code(0);
}

#[test]
fn a_variable_file_is_given() {
    let open = switched("variable_file")
        .file("off.tfvars", "on = false\n")
        .file("bad.tfvars", "on = false\non = {\n");
    open.run(&["check", "--var-file", "off.tfvars"]).code(0);
    open.run(&["check", "--var-file", "off.tfvars", "--var", "on=true"]).code(1);
    open.run(&["check", "--var-file", "gone.tfvars"])
        .code(2)
        .err("error: gone.tfvars: cannot be read: no such file");
    let run = open.run(&["check", "--var-file", "bad.tfvars"]).code(2).err("error: bad.tfvars:2:");
    assert_eq!(run.out, "");
}

#[test]
fn standard_input() {
    let nowhere = Sandbox::new("standard_input");
    nowhere.run_with(&["check", "-"], QUIET).code(0);
    nowhere.run_with(&["check", "-", "--format", "concise"], BROKEN).code(1).out("stdin.tf:5:7: ");
    let named = ["check", "-", "--format", "concise", "--stdin-filename", "kafka/main.tf"];
    nowhere.run_with(&named, BROKEN).code(1).out("kafka/main.tf:5:7: ");
    let json = r#"{"resource": {"aws_msk_cluster": {"a": {"cluster_name": "a"}}}}"#;
    nowhere.run_with(&["check", "-", "--format", "concise"], json).code(0).out("stdin.tf.json:1:");
    nowhere.run_with(&["check", "-"], b"\xff").code(2).err("standard input: is not read: not UTF-8");
    nowhere
        .run_with(&["check", "-"], "{\"Statement\": []}")
        .code(2)
        .err("bare IAM policies are not supported");
    nowhere.run_with(&["check", "-"], "").code(0);
    nowhere.run_with(&["check", "-", "x"], "").code(2).err("standard input");
}

#[test]
fn values_that_cannot_be() {
    let some = Sandbox::new("wrong_values").file("main.tf", QUIET);
    for (arguments, expected) in [
        (["--account", "123"], "twelve digits"),
        (["--region", "Frankfurt"], "a Region looks like"),
        (["--partition", "azure"], "a partition is"),
        (["--format", "xml"], "there are full, concise, json"),
        (["--fail-on", "fatal"], "possible values"),
        (["--select", "bucket-policy-mismatched"], "did you mean `bucket-policy-mismatch`?"),
        (["--ignore", "nonsense"], "there is no rule `nonsense`"),
    ] {
        some.run(&["check", arguments[0], arguments[1]]).code(2).err(expected);
    }
    some.run(&["check", "--nonsense"]).code(2);
    some.run(&["nonsense"]).code(2);
    some.run(&[]).code(2);
}

#[test]
fn rules_are_selected() {
    let bad = Sandbox::new("selection").file("main.tf", BROKEN);
    bad.run(&["check", "--select", "broker-logs-off"]).code(0);
    bad.run(&["check", "--select", "broker-logs-off,unnamed-destination"]).code(1);
    bad.run(&["check", "--select", "unnamed-destination", "--ignore", "unnamed-destination"]).code(0);
    // What a rule says does not change what becomes of the logs.
    bad.run(&["trace", "--ignore", "unnamed-destination"]).code(0).out("✗ broker logs to s3: broken");
}

#[test]
fn a_parameter_of_a_template_is_given() {
    let template = "Parameters:\n  On:\n    Type: String\nConditions:\n  IsOn: !Equals [!Ref On, 'yes']\nResources:\n  Orders:\n    \
        Type: AWS::MSK::Cluster\n    Properties:\n      LoggingInfo:\n        BrokerLogs:\n          S3:\n            \
        Enabled: !If [IsOn, true, false]\n";
    let some = Sandbox::new("parameters")
        .file("stack.yaml", template)
        .file("on.json", "[{\"ParameterKey\": \"On\", \"ParameterValue\": \"yes\"}]")
        .file("bad.json", "On: yes");
    some.run(&["check", "--format", "concise"]).code(1).out("is true)");
    some.run(&["check", "--parameter", "On=yes"]).code(1);
    some.run(&["check", "--parameter", "On=no"]).code(0).out("warning[broker-logs-off]");
    some.run(&["check", "--parameters", "on.json"]).code(1);
    some.run(&["check", "--parameters", "on.json", "--parameter", "On=no"]).code(0);
    some.run(&["check", "--parameters", "bad.json"]).code(2).err("error: bad.json: is no JSON: ");
}
