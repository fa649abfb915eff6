//! Names that need themselves, and modules that call themselves.

use crate::guard::{check, check_beside};
use msklint_tests::pieces::{BUCKET, POLICY, PROVIDER, cluster};
use msklint_tests::{Given, given};

fn s3(bucket: &str) -> String {
    cluster(&format!("s3 {{\n  enabled = true\n  bucket  = {bucket}\n}}"))
}

#[test]
fn locals_in_a_circle() {
    for locals in [
        "locals {\n  a = local.a\n}",
        "locals {\n  a = local.b\n  b = local.c\n  c = \"${local.a}x\"\n}",
        "locals {\n  a = [for x in [1] : local.a]\n}",
        "locals {\n  a = true ? { b = local.a } : null\n}",
    ] {
        let told = check_beside(given(&[PROVIDER, BUCKET, locals, &s3("local.a")]));
        let named = told
            .checked
            .report
            .problems
            .iter()
            .any(|problem| problem.message.contains("local.a") && problem.at.is_some());
        assert!(named, "{locals}\n{told}");
        let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
        assert!(!delivers, "{locals}\n{told}");
    }
}

#[test]
fn a_circle_that_nothing_needs_does_no_harm() {
    let locals = "locals {\n  a = local.b\n  b = local.a\n}";
    check_beside(given(&[PROVIDER, BUCKET, POLICY, locals, &s3("aws_s3_bucket.logs.id")]))
        .path("aws_msk_cluster.orders s3", "on", "delivers")
        .nothing_else();
}

/// A problem at each of the places, no calm, and no end of the run.
fn refused(given: Given, words: &str, places: &[&str]) {
    let mut told = check_beside(given);
    let circle = |path: &&engine::report::Path| path.source.address != "aws_msk_cluster.beside";
    let verdicts = told.checked.report.paths.iter().filter(circle).map(|path| path.verdict.word());
    assert!(!verdicts.collect::<Vec<_>>().contains(&"delivers"), "{told}");
    for place in places {
        told = told.problem(place, words);
    }
    assert_eq!(told.checked.report.problems.len(), places.len(), "{told}");
}

const CONNECTOR: &str = "resource \"aws_mskconnect_connector\" \"sink\" {\n  name = \"sink\"\n\n  log_delivery {\n    worker_log_delivery {\n      cloudwatch_logs {\n        enabled   = true\n        log_group = aws_cloudwatch_log_group.sink.name\n      }\n    }\n  }\n}\n";

#[test]
fn a_connector_whose_log_group_is_named_after_it() {
    let words = "`aws_cloudwatch_log_group.sink` and `aws_mskconnect_connector.sink` need one another";
    let group =
        |name: &str| format!("resource \"aws_cloudwatch_log_group\" \"sink\" {{\n  name = {name}\n}}\n");
    let straight = group("\"/connect/${aws_mskconnect_connector.sink.name}\"");
    let given_to = |group: &str| Given::default().file("main.tf", CONNECTOR).file("group.tf", group);
    refused(given_to(&straight), words, &["main.tf:8", "group.tf:2"]);
    let local =
        group("local.name") + "\nlocals {\n  name = try(aws_mskconnect_connector.sink.name, \"x\")\n}\n";
    refused(given_to(&local), words, &["main.tf:8", "group.tf:2"]);
    let ordered = group("\"/connect\"").replace('}', "  depends_on = [aws_mskconnect_connector.sink]\n}");
    refused(given_to(&ordered), words, &["main.tf:8", "group.tf:3"]);
    let counted =
        group("\"/connect\"").replace('}', "  count = length(aws_mskconnect_connector.sink.arn)\n}");
    refused(given_to(&counted), words, &["main.tf:8", "group.tf:3"]);
}

#[test]
fn resources_that_refer_to_each_other() {
    let buckets = "resource \"aws_s3_bucket\" \"a\" {\n  bucket = aws_s3_bucket.b.bucket\n}\n\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = aws_s3_bucket.a.bucket\n}";
    let main =
        |text: &str, target: &str| Given::default().file("main.tf", &(text.to_owned() + "\n" + &s3(target)));
    let words = "`aws_s3_bucket.a` and `aws_s3_bucket.b` need one another, which Terraform refuses";
    refused(main(buckets, "aws_s3_bucket.a.id"), words, &["main.tf:2", "main.tf:6"]);
    let own = "resource \"aws_s3_bucket\" \"a\" {\n  count  = length(aws_s3_bucket.a)\n  bucket = \"x\"\n}";
    refused(main(own, "aws_s3_bucket.a[0].id"), "`aws_s3_bucket.a` refers to itself", &["main.tf:2"]);
    let cluster = cluster(
        "s3 {\n  enabled = aws_msk_cluster.orders.logging_info[0].broker_logs[0].s3[0].enabled\n  bucket = \"x\"\n}",
    );
    let given = Given::default().file("main.tf", &cluster);
    refused(given, "`aws_msk_cluster.orders` refers to itself", &["main.tf:7"]);
}

#[test]
fn a_circle_through_modules() {
    let key = "variable \"bucket\" {}\n\noutput \"arn\" {\n  value = aws_kms_key.this.arn\n}\n\nresource \"aws_kms_key\" \"this\" {\n  description = var.bucket\n}\n";
    let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"orders-logs\"\n  tags   = { key = module.key.arn }\n}\n\n";
    let call = |bucket: &str| format!("module \"key\" {{\n  source = \"./key\"\n  bucket = {bucket}\n}}\n");
    let given = |argument: &str| {
        let main = bucket.to_owned() + &call(argument) + &s3("aws_s3_bucket.logs.id");
        Given::default().file("main.tf", &main).file("key/main.tf", key)
    };
    let words = "`aws_s3_bucket.logs` and `module.key.aws_kms_key.this` need one another";
    refused(given("aws_s3_bucket.logs.arn"), words, &["main.tf:3", "key/main.tf:8"]);
    // Two uses of one module are two things.
    let twice = call("\"x\"") + &call("module.key.arn").replace("\"key\"", "\"other\"");
    let main = bucket.to_owned() + &twice + &s3("aws_s3_bucket.logs.id");
    let told = check_beside(Given::default().file("main.tf", &main).file("key/main.tf", key));
    assert!(told.checked.report.problems.is_empty(), "{told}");
}

#[test]
fn resources_of_a_template_that_need_one_another() {
    let template = |encryption: &str, more: &str| {
        format!(
            "Parameters:\n  Encrypted: {{Type: String}}\nConditions:\n  IsEncrypted: !Equals [!Ref Encrypted, 'yes']\nResources:\n  Logs:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: orders-logs\n      Tags: [{{Key: key, Value: {encryption}}}]\n  Key:\n    Type: AWS::KMS::Key\n{more}  Orders:\n    Type: AWS::MSK::Cluster\n    Properties:\n      LoggingInfo: {{BrokerLogs: {{S3: {{Enabled: true, Bucket: !Ref Logs}}}}}}\n"
        )
    };
    let words = "`Logs` and `Key` need one another, which CloudFormation refuses";
    let file = |text: &str| Given::default().file("template.yaml", text);
    let policy = "    Properties:\n      Description: !Sub '${Logs.Arn}/*'\n";
    let places = ["template.yaml:10", "template.yaml:14"];
    refused(file(&template("!GetAtt Key.Arn", policy)), words, &places);
    refused(file(&template("!GetAtt [Key, Arn]", policy)), words, &places);
    let ordered = "    DependsOn: [Logs]\n";
    refused(file(&template("!Ref Key", ordered)), words, &["template.yaml:10", "template.yaml:13"]);
    let choice = template("!If [IsEncrypted, !Ref Key, none]", policy);
    refused(file(&choice).parameter("Encrypted", "yes"), words, &places);
    let told = check_beside(file(&choice).parameter("Encrypted", "no"));
    assert!(told.checked.report.problems.is_empty(), "{told}");
}

#[test]
fn a_module_that_calls_itself() {
    let call = "module \"again\" {\n  source = \"./\"\n}";
    let told = check_beside(given(&[PROVIDER, call, &s3("\"x\"")]));
    assert!(!told.checked.report.problems.is_empty(), "{told}");
    let told = check(
        Given::default()
            .file("a/main.tf", "module \"b\" {\n  source = \"../b\"\n}\n")
            .file("b/main.tf", &format!("module \"a\" {{\n  source = \"../a\"\n}}\n{}", s3("\"x\""))),
    );
    assert!(!told.checked.report.problems.is_empty() && !told.checked.report.paths.is_empty(), "{told}");
}

#[test]
fn outputs_and_variables_in_a_circle() {
    let module = "variable \"in\" {}\n\noutput \"out\" {\n  value = var.in\n}\n";
    let call = "module \"m\" {\n  source = \"./m\"\n  in     = module.m.out\n}";
    let told = check_beside(given(&[PROVIDER, call, &s3("module.m.out")]).file("m/main.tf", module));
    let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
    assert!(!delivers, "{told}");
}

#[test]
fn modules_that_multiply() {
    let mut given = given(&[
        PROVIDER,
        "module \"a\" {\n  source = \"./m0\"\n}\n\nmodule \"b\" {\n  source = \"./m0\"\n}",
    ]);
    for level in 0..20 {
        let next = level + 1;
        let text = format!(
            "module \"a\" {{\n  source = \"../m{next}\"\n}}\n\nmodule \"b\" {{\n  source = \"../m{next}\"\n}}\n"
        );
        given = given.file(&format!("m{level}/main.tf"), &text);
    }
    let told = check_beside(given.file("m20/main.tf", &s3("\"x\"")));
    assert!(!told.checked.report.problems.is_empty(), "what is not judged is not named");
}

#[test]
fn a_long_chain_of_modules_and_of_locals() {
    let mut given = given(&[PROVIDER, "module \"a\" {\n  source = \"./m0\"\n}"]);
    for level in 0..300 {
        given = given.file(
            &format!("m{level}/main.tf"),
            &format!("module \"a\" {{\n  source = \"../m{}\"\n}}\n", level + 1),
        );
    }
    let told = check_beside(given.file("m300/main.tf", &s3("\"x\"")));
    assert!(!told.checked.report.problems.is_empty(), "what is not judged is not named");
    let mut locals = String::from("locals {\n  l0 = aws_s3_bucket.logs.id\n");
    for at in 1..=5_000 {
        locals += &format!("  l{at} = local.l{}\n", at - 1);
    }
    let told =
        check_beside(msklint_tests::given(&[PROVIDER, BUCKET, POLICY, &locals, "}\n", &s3("local.l5000")]));
    let verdict = told
        .checked
        .report
        .paths
        .iter()
        .find(|path| path.source.address.ends_with("orders") && path.destination.word() == "s3")
        .map(|path| path.verdict.word());
    assert!(matches!(verdict, Some("unknown" | "delivers")), "{verdict:?}");
}
