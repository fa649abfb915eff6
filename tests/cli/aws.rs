//! What AWS was asked and what it answered: folders of its JSON, scripts, and policies by themselves.

use crate::sandbox::{QUIET, Sandbox};

fn example(name: &str) -> String {
    format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Rules with their confidence, and the end of the file that each finding stands in.
fn findings(run: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(run).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let shown = |it: &serde_json::Value| {
        let file = text(&it["at"]["path"]);
        let file = file.rsplit('/').next().unwrap_or_default().to_owned();
        format!("{} {} {file}", text(&it["rule"]), text(&it["confidence"]))
    };
    report["findings"].as_array().unwrap().iter().map(shown).collect()
}

/// `link: verdict` of the path to S3.
fn s3_links(run: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(run).unwrap();
    let paths = report["paths"].as_array().unwrap();
    let path = paths.iter().find(|path| path["destination"] == "s3").unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let links = path["links"].as_array().unwrap().iter();
    links.map(|link| format!("{}: {}", text(&link["link"]), text(&link["verdict"]))).collect()
}

#[test]
fn the_broken_link_of_the_example_is_found() {
    let run = Sandbox::new("aws_example").run(&["check", "--format", "json", &example("aws")]).code(1);
    let key = "5f0c1d2e-8a47-4b3b-9e61-7c2d90ab34ef.key-policy.json";
    let errors: Vec<String> = findings(&run.out);
    assert_eq!(errors, [format!("wrong-service-principal certain {key}")]);
    let links = s3_links(&run.out);
    assert_eq!(
        links,
        [
            "bucket: ok",
            "bucket-policy: ok",
            "bucket-key: ok",
            "key-policy: broken",
            "deployer: not-applicable"
        ]
    );
    assert_eq!(serde_json::from_str::<serde_json::Value>(&run.out).unwrap()["status"], "complete");
}

#[test]
fn the_broken_link_of_the_key_policy_is_found() {
    let path = example("key-policy.json");
    let bare = Sandbox::new("aws_key_policy");
    let run = bare.run(&["check", "--format", "json", &path]).code(1);
    assert!(
        findings(&run.out).contains(&"key-policy-mismatch possible key-policy.json".to_owned()),
        "{}",
        run.out
    );
    assert!(run.out.contains("if this is the policy of a key that a log bucket is encrypted with"));
    let said = bare.run(&["check", "--format", "json", "--policy-kind", "key", &path]).code(1);
    assert!(
        findings(&said.out).contains(&"key-policy-mismatch certain key-policy.json".to_owned()),
        "{}",
        said.out
    );
    bare.run(&["trace", &path]).out("✗ key-policy: broken").out("? bucket: cannot tell");
}

const CLUSTER: &str = "\
resource \"aws_msk_cluster\" \"orders\" {
  cluster_name = \"orders\"
  logging_info {
    broker_logs {
      s3 {
        enabled = true
        bucket  = \"acme-logs\"
      }
    }
  }
}
";

const POLICY: &str = r#"{"Policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"PRINCIPAL\"},\"Action\":[\"s3:PutObject\",\"s3:GetBucketAcl\"],\"Resource\":[\"arn:aws:s3:::acme-logs\",\"arn:aws:s3:::acme-logs/*\"]}]}"}"#;

const ENCRYPTION: &str = r#"{"ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}}"#;

fn policy(principal: &str) -> String {
    POLICY.replace("PRINCIPAL", principal)
}

#[test]
fn an_account_stands_beside_a_configuration() {
    let joined = |name: &str, principal: &str| {
        Sandbox::new(name)
            .file("main.tf", CLUSTER)
            .file("account/get-bucket-policy.json", policy(principal))
            .file("account/get-bucket-encryption.acme-logs.json", ENCRYPTION)
    };
    let good = joined("aws_beside_good", "delivery.logs.amazonaws.com");
    let run = good.run(&["check", "--format", "json"]).code(0);
    let expected =
        ["bucket: ok", "bucket-policy: ok", "bucket-key: not-applicable", "key-policy: not-applicable"];
    assert_eq!(s3_links(&run.out)[..4], expected);
    let run = joined("aws_beside_bad", "kafka.amazonaws.com").run(&["check", "--format", "json"]).code(1);
    assert_eq!(findings(&run.out), ["wrong-service-principal certain get-bucket-policy.json"]);
    assert_eq!(s3_links(&run.out)[1], "bucket-policy: broken");
    let none = Sandbox::new("aws_beside_none").file("main.tf", CLUSTER).run(&["check", "--format", "json"]);
    assert_eq!(s3_links(&none.out)[..2], ["bucket: missing", "bucket-policy: unknown"]);
}

#[test]
fn what_is_declared_counts_more() {
    let declared = CLUSTER.replace("bucket  = \"acme-logs\"", "bucket  = aws_s3_bucket.logs.id")
        + "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"acme-logs\"\n}\n";
    let good = "{Effect = \"Allow\", Principal = {Service = \"delivery.logs.amazonaws.com\"}, Action = [\"s3:PutObject\", \"s3:GetBucketAcl\"], Resource = [\"arn:aws:s3:::acme-logs\", \"arn:aws:s3:::acme-logs/*\"]}";
    let with_policy = format!(
        "{declared}resource \"aws_s3_bucket_policy\" \"logs\" {{\n  bucket = aws_s3_bucket.logs.id\n  policy = jsonencode({{Statement = [{good}]}})\n}}\n"
    );
    let run = Sandbox::new("aws_declared")
        .file("main.tf", with_policy)
        .file("get-bucket-policy.json", policy("kafka.amazonaws.com"))
        .run(&["check", "--format", "json"])
        .code(0);
    assert_eq!(s3_links(&run.out)[1], "bucket-policy: ok");
    assert!(!run.out.contains("two-bucket-policies"));
    // Without one of its own, what is there counts.
    let run = Sandbox::new("aws_not_declared")
        .file("main.tf", &declared)
        .file("get-bucket-policy.json", policy("delivery.logs.amazonaws.com"))
        .run(&["check", "--format", "json"])
        .code(0);
    assert_eq!(s3_links(&run.out)[1], "bucket-policy: ok");
}

#[test]
fn a_template_is_joined_as_well() {
    let template = "Resources:\n  Orders:\n    Type: AWS::MSK::Cluster\n    Properties:\n      ClusterName: orders\n      LoggingInfo:\n        BrokerLogs:\n          S3: {Enabled: true, Bucket: acme-logs}\n";
    let run = Sandbox::new("aws_template")
        .file("stack.yaml", template)
        .file("get-bucket-policy.json", policy("kafka.amazonaws.com"))
        .run(&["check", "--format", "json"])
        .code(1);
    assert_eq!(s3_links(&run.out)[..2], ["bucket: ok", "bucket-policy: broken"]);
}

#[test]
fn a_script_is_read() {
    let script = "#!/bin/sh\naws kafka create-cluster \\\n  --cluster-name orders \\\n  --logging-info '{\"BrokerLogs\": {\"S3\": {\"Enabled\": true}}}'\n";
    let some = Sandbox::new("aws_script").file("deploy.sh", script);
    some.run(&["check", "--format", "concise"]).code(1).out("deploy.sh:4:35: error[unnamed-destination]");
    some.run(&["trace", "deploy.sh"]).out("create-cluster/orders (cluster at deploy.sh:2)");
    let other = Sandbox::new("aws_other_script").file("build.sh", "#!/bin/sh\nmake \"all\n");
    other.run(&["check"]).code(0).err("0 of 0 files read");
}

#[test]
fn a_policy_that_a_configuration_reads_is_judged_there() {
    let policy = "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"delivery.logs.amazonaws.com\"}, \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::acme-logs/*\"}]}";
    let module = CLUSTER.replace("\"acme-logs\"", "aws_s3_bucket.logs.id")
        + "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"acme-logs\"\n}\n\
           resource \"aws_s3_bucket_policy\" \"logs\" {\n  bucket = aws_s3_bucket.logs.id\n  policy = file(\"policy.json\")\n}\n";
    let some = Sandbox::new("aws_read_elsewhere").file("main.tf", module).file("policy.json", policy);
    let run = some.run(&["check", "--format", "json"]).code(1);
    assert!(!run.out.contains("if this is"), "{}", run.out);
    assert!(findings(&run.out).iter().all(|it| !it.contains("possible")), "{:?}", findings(&run.out));
}

#[test]
fn policies_of_others_are_passed_over() {
    let some = Sandbox::new("aws_others")
        .file("a.json", "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]}")
        .file("b.json", "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::site/*\"}]}")
        .file("c.json", "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:root\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}]}");
    let run = some.run(&["check", "."]).code(0);
    assert_eq!(run.out, "");
    run.err("0 of 3 files read, 3 passed over");
    some.run(&["check", "c.json"]).code(1).out("key-policy-missing-delivery").out("possible, not certain");
    some.run(&["check", "a.json"]).code(2).err("nothing says what this policy is for: `--policy-kind` does");
    some.run(&["check", "--policy-kind", "identity", "a.json"]).code(1).out("deployer-lacks-log-delivery");
}

#[test]
fn standard_input() {
    let nowhere = Sandbox::new("aws_stdin");
    let request = "{\"BrokerLogs\": {\"S3\": {\"Enabled\": true}}}";
    nowhere.run_with(&["check", "-"], request).code(1).out("unnamed-destination");
    let text = std::fs::read_to_string(example("key-policy.json")).unwrap();
    let run = nowhere.run_with(&["check", "-", "--policy-kind", "key"], &text).code(1);
    assert!(!run.out.contains("if this is"), "{}", run.out);
}

#[test]
fn files_that_are_not_what_they_are_called() {
    let pdf = b"%PDF-1.7\n\xe2\xe3\xcf\xd3 {\"BrokerLogs\": {}}";
    let some = Sandbox::new("aws_pdf").file("main.tf", QUIET).file("a.json", pdf);
    some.run(&["check"]).code(0).err("1 of 1 file read");
    some.run(&["check", "a.json"]).code(2).err("a.json: is not read: ");
    // What some consoles write is named.
    let utf_16: Vec<u8> = "\u{feff}{\"ClusterInfo\": {}}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    Sandbox::new("aws_utf_16")
        .file("c.json", utf_16)
        .run(&["check"])
        .code(2)
        .err("c.json: is not read: it is UTF-16");
    let cut = Sandbox::new("aws_cut").file("c.json", "{\"ClusterInfo\": {\"ClusterName\": \"a\"");
    cut.run(&["check"]).code(2).err("c.json:1:17: this `{` is not closed");
    let foreign = Sandbox::new("aws_foreign").file("c.json", "{\"name\": \"x\", ").file("d.json", "[1, 2");
    foreign.run(&["check"]).code(0).err("0 of 0 files read");
}

#[test]
fn the_kind_of_a_policy_is_said_of_files() {
    let some = Sandbox::new("aws_kind").file("main.tf", QUIET);
    some.run(&["check", "--policy-kind", "key", "."])
        .code(2)
        .err("`--policy-kind` speaks of policies that are");
}

#[test]
fn exceptions_in_scripts_and_json() {
    let script = |before: &str, behind: &str| {
        let logging = "'{\"BrokerLogs\": {\"S3\": {\"Enabled\": true}}}'";
        format!(
            "#!/bin/sh\nset -e\n{before}aws kafka create-cluster --cluster-name a \\\n--logging-info {logging}{behind}\necho done\n"
        )
    };
    let allow = "# msklint: allow unnamed-destination -- filled in by hand";
    let run = |name: &str, text: &str| Sandbox::new(name).file("a.sh", text).run(&["check"]);
    run("script_plain", &script("", "")).code(1).out("error[unnamed-destination]");
    for (name, text) in [
        ("script_above", script(&format!("{allow}\n"), "")),
        ("script_behind", script("", &format!(" {allow}"))),
        ("script_head", format!("{allow}\n\n{}", script("", ""))),
    ] {
        run(name, &text).code(0).err("1 allowed");
    }
    run("script_unused", &script("", &format!("\n{allow}"))).code(1).out("unused-allow");
    let json = format!(
        "{{\n  \"//\": \"{}\",\n  \"ClusterInfo\": {{\"ClusterName\": \"a\", \"LoggingInfo\": {{\"BrokerLogs\": {{\"S3\": {{\"Enabled\": true}}}}}}}}\n}}\n",
        allow.trim_start_matches("# ")
    );
    Sandbox::new("json_allow").file("c.json", json).run(&["check"]).code(0).err("1 allowed");
}
