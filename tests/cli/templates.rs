//! CloudFormation on the command line: parameters and their files, templates that exchange values, what
//! the CDK leaves behind, and the examples of the repository.

use crate::sandbox::{Run, Sandbox};

/// Broker logs go to a bucket if a parameter says so; the name of the bucket is a parameter as well.
const TEMPLATE: &str = "\
Parameters:
  LogToS3: {Type: String, AllowedValues: ['true', 'false']}
  Bucket: {Type: String}
Conditions:
  Logs: !Equals [!Ref LogToS3, 'true']
Resources:
  Archive: {Type: AWS::S3::Bucket, Properties: {BucketName: archive}}
  Cluster:
    Type: AWS::MSK::Cluster
    Properties:
      ClusterName: orders
      LoggingInfo: {BrokerLogs: {S3: {Enabled: !If [Logs, true, false], Bucket: !Ref Bucket}}}
";

/// State and verdict of the only path to this destination, and the verdict of its first link.
fn told(run: &Run, destination: &str) -> String {
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let paths = report["paths"].as_array().unwrap();
    let path = paths.iter().find(|path| path["destination"] == destination).unwrap();
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let link = word(&path["links"][0]["verdict"]);
    format!("{} {} {link}", word(&path["state"]), word(&path["verdict"]))
}

#[test]
fn parameters_decide_what_hangs_on_them() {
    let some = Sandbox::new("template_parameters").file("t.yaml", TEMPLATE);
    let with = |arguments: &[&str]| {
        told(&some.run(&[&["check", "--format", "json", "t.yaml"], arguments].concat()), "s3")
    };
    assert_eq!(with(&[]), "unknown unknown unknown");
    assert_eq!(with(&["--parameter", "LogToS3=false"]), "off off not-applicable");
    assert_eq!(with(&["--parameter", "LogToS3=true"]), "on unknown unknown");
    let both = ["--parameter", "LogToS3=true", "--parameter", "Bucket=archive"];
    assert_eq!(with(&both), "on unknown ok");
}

#[test]
fn files_of_parameters_in_the_forms_of_the_aws_tools() {
    let mut some = Sandbox::new("template_parameter_files").file("t.yaml", TEMPLATE);
    let forms = [
        r#"[{"ParameterKey": "LogToS3", "ParameterValue": "true"}, {"ParameterKey": "Bucket", "ParameterValue": "archive"}]"#,
        r#"["LogToS3=true", "Bucket=archive"]"#,
        r#"{"Parameters": {"LogToS3": true, "Bucket": "archive"}}"#,
        r#"{"LogToS3": "true", "Bucket": "archive"}"#,
    ];
    for form in forms {
        some = some.file("parameters.json", form);
        let run = some.run(&["check", "--format", "json", "t.yaml", "--parameters", "parameters.json"]);
        assert_eq!(told(&run, "s3"), "on unknown ok", "{form}");
        // What is said on the command line itself counts more.
        let more = ["--parameters", "parameters.json", "--parameter", "LogToS3=false"];
        let run = some.run(&[&["check", "--format", "json", "t.yaml"][..], &more[..]].concat());
        assert_eq!(told(&run, "s3"), "off off not-applicable", "{form}");
    }
    some = some.file("parameters.json", "LogToS3: true");
    some.run(&["check", "t.yaml", "--parameters", "parameters.json"])
        .code(2)
        .err("parameters.json: is no JSON");
    let run = some.run(&["check", "t.yaml", "--parameter", "LogToS3=maybe"]);
    run.code(2).err("t.yaml:2:3: `LogToS3` is `maybe`, and only `true`, `false` are allowed");
}

#[test]
fn a_template_on_standard_input() {
    let nowhere = Sandbox::new("template_stdin");
    let run = nowhere.run_with(&["check", "-", "--format", "json", "--parameter", "LogToS3=true"], TEMPLATE);
    assert_eq!(told(&run, "s3"), "on unknown unknown");
}

const SHARED: &str = "\
Resources:
  Archive: {Type: AWS::S3::Bucket}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Archive
      PolicyDocument: {Statement: [{Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: !Sub '${Archive.Arn}/*'}]}
Outputs:
  Archive: {Value: !Ref Archive, Export: {Name: NAME}}
";

const USER: &str = "\
Parameters:
  Network: {Type: String}
Resources:
  Cluster:
    Type: AWS::MSK::Cluster
    Properties:
      ClusterName: orders
      LoggingInfo: {BrokerLogs: {S3: {Enabled: true, Bucket: !ImportValue NAME}}}
";

#[test]
fn imports_are_looked_for_among_the_templates_given() {
    let some = Sandbox::new("template_imports")
        .file("net/shared.yaml", SHARED.replace("NAME", "shared-archive"))
        .file("net/other.yaml", SHARED.replace("NAME", "another"))
        .file("kafka/cluster.yaml", USER.replace("NAME", "shared-archive"));
    let run = some.run(&["check", "."]).code(1).out("error[bucket-policy-missing-delivery]");
    run.out("net/shared.yaml:3:3").err("2 of 3 files read, 1 passed over");
    some.run(&["trace", "kafka"]).code(0).out("the export `shared-archive` is that of another stack");
    some.run(&["check", "kafka/cluster.yaml", "net/shared.yaml"]).code(1);
}

#[test]
fn a_stack_that_a_parameter_names_is_a_question() {
    let some = Sandbox::new("template_stack_names")
        .file("shared.yaml", SHARED.replace("NAME", "!Sub '${AWS::StackName}-archive'"))
        .file(
            "cluster.yaml",
            USER.replace("!ImportValue NAME", "{'Fn::ImportValue': !Sub '${Network}-archive'}"),
        );
    let run = some.run(&["check", "."]).code(1).out("error[bucket-policy-missing-delivery]");
    run.out("when `Network == shared.yaml:AWS::StackName` is true");
}

const MANIFEST: &str = r#"{"version": "44.0.0", "artifacts": {
    "Logs": {"type": "aws:cloudformation:stack", "environment": "aws://111122223333/eu-west-1", "properties": {"templateFile": "Logs.template.json"}},
    "Kafka": {"type": "aws:cloudformation:stack", "environment": "aws://111122223333/eu-west-1", "properties": {"templateFile": "Kafka.template.json"}}
}}"#;

const LOGS: &str = r#"{"Resources": {
    "Archive0A1B": {"Type": "AWS::S3::Bucket", "Metadata": {"aws:cdk:path": "Logs/Archive/Resource"}},
    "ArchivePolicy2C3D": {"Type": "AWS::S3::BucketPolicy", "Metadata": {"aws:cdk:path": "Logs/Archive/Policy/Resource"}, "Properties": {
        "Bucket": {"Ref": "Archive0A1B"},
        "PolicyDocument": {"Statement": [{
            "Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["s3:PutObject", "s3:GetBucketAcl"],
            "Resource": [{"Fn::GetAtt": ["Archive0A1B", "Arn"]}, {"Fn::Join": ["", [{"Fn::GetAtt": ["Archive0A1B", "Arn"]}, "/*"]]}],
            "Condition": {"StringEquals": {"aws:SourceAccount": "ACCOUNT"}}
        }]}
    }}},
    "Outputs": {"ExportsRef": {"Value": {"Ref": "Archive0A1B"}, "Export": {"Name": "Logs:ExportsRef"}}}
}"#;

const KAFKA: &str = r#"{"Resources": {"Cluster4E5F": {
    "Type": "AWS::MSK::Cluster", "Metadata": {"aws:cdk:path": "Kafka/Cluster/Resource"},
    "Properties": {"ClusterName": "orders", "LoggingInfo": {"BrokerLogs": {"S3": {"Enabled": true, "Bucket": {"Fn::ImportValue": "Logs:ExportsRef"}}}}}
}}}"#;

#[test]
fn a_cloud_assembly_is_one_run() {
    let assembly = |name: &str, account: &str| {
        Sandbox::new(name)
            .file(".gitignore", "cdk.out\n")
            .file("cdk.out/manifest.json", MANIFEST)
            .file("cdk.out/Logs.template.json", LOGS.replace("ACCOUNT", account))
            .file("cdk.out/Kafka.template.json", KAFKA)
            .file("cdk.out/tree.json", r#"{"version": "tree-0.1", "tree": {}}"#)
    };
    let run = assembly("assembly_good", "111122223333").run(&["trace", "cdk.out"]).code(0);
    run.out("Cluster4E5F (cluster")
        .out("broker logs to s3: delivers")
        .out("`Logs:Archive0A1B` (`Logs/Archive`)");
    // The manifest says which account the cluster is in.
    let run = assembly("assembly_bad", "444455556666").run(&["check", "cdk.out"]).code(1);
    run.out("error[bucket-policy-mismatch]")
        .out("the request carries `111122223333`")
        .out("(`Logs/Archive/Policy`)");
}

#[test]
fn what_only_has_the_name_of_a_template() {
    let pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n";
    let some = Sandbox::new("template_pdf").file("report.json", pdf).file("t.yaml", TEMPLATE);
    some.run(&["check", "report.json"])
        .code(2)
        .err("report.json: is not read: not UTF-8 at line 2, column 2");
    some.run(&["check", "report.json", "t.yaml"]).code(2).err("1 log source").err("incomplete: 1 problem");
    // In a folder it is a file as any other.
    some.run(&["check", "."]).code(0).err("1 of 1 file read");
}

fn example(name: &str) -> String {
    format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_mistake_of_the_example_is_found() {
    let run = Sandbox::new("template_example")
        .run(&["check", "--format", "json", &example("cloudformation")])
        .code(1);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["status"], "complete");
    let finding = |finding: &serde_json::Value| {
        assert_eq!(finding["confidence"], "certain", "{finding}");
        let path = finding["at"]["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        (finding["rule"].as_str().unwrap().to_owned(), path)
    };
    let mut found: Vec<(String, String)> =
        report["findings"].as_array().unwrap().iter().map(finding).collect();
    found.sort();
    let expected = [
        ("arn-for-name", "kafka.yaml"),
        ("bucket-policy-mismatch", "platform.yaml"),
        ("stream-role-cannot-write", "kafka.yaml"),
        ("wrong-service-principal", "platform.yaml"),
    ];
    assert_eq!(found, expected.map(|(rule, file)| (rule.to_owned(), file.to_owned())));
    let broken = report["paths"].as_array().unwrap().iter().filter(|path| path["verdict"] == "broken");
    assert_eq!(broken.count(), 3);
}

#[test]
fn the_repaired_example_has_no_finding() {
    let arguments = ["check", "--fail-on", "info", &example("cloudformation-repaired")];
    let run = Sandbox::new("template_example_repaired").run(&arguments).code(0);
    assert_eq!(run.out, "");
    run.err("1 log source, 3 delivery paths: 3 delivering; nothing found; 2 of 2 files read");
}
