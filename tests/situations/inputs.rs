//! Values of variables: where they come from, which one counts, and what a type makes of them.

use msklint_tests::pieces::{BUCKET, POLICY, PROVIDER, cluster};
use msklint_tests::{Given, given};

/// A cluster whose bucket is `var.bucket`, with `aws_s3_bucket.logs` named `right`.
fn configuration(variable: &str) -> Given {
    let bucket = BUCKET.replace("orders-broker-logs", "right");
    given(&[
        PROVIDER,
        &bucket,
        POLICY,
        variable,
        &cluster("s3 {\n  enabled = true\n  bucket  = var.bucket\n}"),
    ])
}

const BARE: &str = "variable \"bucket\" {\n  type = string\n}";

fn right(given: Given) {
    given.check().path("s3", "on", "delivers").nothing_else();
}

fn wrong(given: Given) {
    given.check().path("s3", "on", "unknown").finds("undeclared-destination", "`wrong`").nothing_else();
}

#[test]
fn every_way_to_give_a_value() {
    right(configuration("variable \"bucket\" {\n  default = \"right\"\n}"));
    right(configuration(BARE).variable("bucket", "right"));
    right(configuration(BARE).environment("bucket", "right"));
    right(configuration(BARE).variable_file("prod.tfvars", "bucket = \"right\"\n"));
    right(configuration(BARE).variable_file("prod.tfvars.json", "{\"bucket\": \"right\"}"));
    right(configuration(BARE).file("terraform.tfvars", "# comment\nbucket = \"right\"\n"));
    right(configuration(BARE).file("terraform.tfvars.json", "{\"bucket\": \"right\"}"));
    right(configuration(BARE).file("a.auto.tfvars", "bucket = \"right\""));
    right(configuration(BARE).file("a.auto.tfvars.json", "{\"bucket\": \"right\"}"));
    configuration(BARE)
        .check()
        .path("s3", "on", "unknown")
        .link("s3", "bucket", "unknown", "var.bucket")
        .nothing_else();
}

#[test]
fn the_order_of_precedence() {
    // Environment, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars by name, then the command line.
    type Give = fn(Given, &str) -> Given;
    let order: [(&str, Give); 7] = [
        ("default", |given, value| {
            given.file("v.tf", &format!("variable \"bucket\" {{\n  default = \"{value}\"\n}}"))
        }),
        ("environment", |given, value| given.environment("bucket", value)),
        ("terraform.tfvars", |given, value| given.file("terraform.tfvars", &format!("bucket = \"{value}\""))),
        ("terraform.tfvars.json", |given, value| {
            given.file("terraform.tfvars.json", &format!("{{\"bucket\": \"{value}\"}}"))
        }),
        ("a.auto.tfvars", |given, value| given.file("a.auto.tfvars", &format!("bucket = \"{value}\""))),
        ("b.auto.tfvars.json", |given, value| {
            given.file("b.auto.tfvars.json", &format!("{{\"bucket\": \"{value}\"}}"))
        }),
        ("--var", |given, value| given.variable("bucket", value)),
    ];
    for (at, (name, give)) in order.iter().enumerate().skip(1) {
        for (lower, give_lower) in &order[..at] {
            let base = || configuration(if *lower == "default" { "" } else { BARE });
            let told = give(give_lower(base(), "wrong"), "right").check();
            told.path("s3", "on", "delivers").nothing_else();
            wrong(give(give_lower(base(), "right"), "wrong"));
            assert_ne!(name, lower);
        }
    }
}

#[test]
fn later_options_win() {
    wrong(configuration(BARE).variable("bucket", "right").variable("bucket", "wrong"));
    right(
        configuration(BARE)
            .variable_file("a.tfvars", "bucket = \"wrong\"")
            .variable_file("b.tfvars", "bucket = \"right\""),
    );
    right(configuration(BARE).variable("bucket", "right").file("a.auto.tfvars", "bucket = \"wrong\""));
}

#[test]
fn values_of_the_command_line_follow_the_type() {
    let cluster = cluster("s3 {\n  enabled = var.logs.on\n  bucket  = var.logs.names[0]\n}");
    let typed = "variable \"logs\" {\n  type = object({ on = bool, names = list(string) })\n}";
    given(&[PROVIDER, BUCKET, POLICY, typed, &cluster])
        .variable("logs", "{ on = \"true\", names = [\"orders-broker-logs\"] }")
        .check()
        .path("s3", "on", "delivers")
        .nothing_else();
    // Without a type the text is a string, whatever it looks like.
    right(configuration("variable \"bucket\" {}").variable("bucket", "right"));
}

#[test]
fn optional_attributes_have_defaults() {
    let typed = r#"
variable "logging" {
  type = object({
    bucket  = optional(string, "orders-broker-logs")
    enabled = optional(bool, true)
    prefix  = optional(string)
    extra   = optional(object({ on = optional(bool, false) }), {})
  })
  default = {}
}
"#;
    let cluster = cluster(
        "s3 {\n  enabled = var.logging.enabled\n  bucket  = var.logging.bucket\n  prefix  = var.logging.prefix\n}\ncloudwatch_logs {\n  enabled = var.logging.extra.on\n}",
    );
    let parts = [PROVIDER, BUCKET, POLICY, typed, &cluster];
    given(&parts).check().path("s3", "on", "delivers").path("cloudwatch", "off", "off").nothing_else();
    given(&parts)
        .variable("logging", "{ enabled = false, extra = { on = true } }")
        .check()
        .path("s3", "off", "off")
        .path("cloudwatch", "on", "broken")
        .finds("unnamed-destination", "log group")
        .nothing_else();
    given(&parts)
        .variable("logging", "{ prefix = \"msk\" }")
        .check()
        .path("s3", "on", "broken")
        .finds("bucket-policy-mismatch", "`s3:PutObject`")
        .nothing_else();
}

#[test]
fn a_default_of_null_and_nullable() {
    wrong(configuration("variable \"bucket\" {\n  default = \"wrong\"\n}"));
    let not_null = "variable \"bucket\" {\n  default  = \"right\"\n  nullable = false\n}";
    right(configuration(not_null).file("terraform.tfvars", "bucket = null\n"));
    configuration("variable \"bucket\" {\n  default = null\n}")
        .check()
        .path("s3", "on", "broken")
        .finds("unnamed-destination", "bucket")
        .nothing_else();
}

#[test]
fn a_switch_may_be_a_string_or_a_number() {
    for (value, state) in
        [("\"true\"", "on"), ("\"false\"", "off"), ("true", "on"), ("tobool(\"true\")", "on")]
    {
        let cluster = cluster(&format!("s3 {{\n  enabled = {value}\n  bucket  = aws_s3_bucket.logs.id\n}}"));
        let told = given(&[PROVIDER, BUCKET, POLICY, &cluster]).check();
        told.path("s3", state, if state == "on" { "delivers" } else { "off" })
            .aside("broker-logs-off")
            .nothing_else();
    }
}

#[test]
fn variable_files_of_other_folders_do_not_count() {
    configuration(BARE)
        .file("environments/prod/terraform.tfvars", "bucket = \"right\"\n")
        .file("prod.tfvars", "bucket = \"right\"\n")
        .check()
        .path("s3", "on", "unknown")
        .nothing_else();
}

#[test]
fn a_variable_file_with_a_mistake_is_a_problem() {
    let told = configuration(BARE).file("terraform.tfvars", "bucket = \"right\"\nother = [\n").check();
    assert_eq!(told.checked.report.status, engine::report::Status::Incomplete, "{told}");
    let named = told.checked.report.problems.iter().any(|problem| problem.path == "terraform.tfvars");
    assert!(named, "{told}");
}
