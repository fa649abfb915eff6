//! Configurations and the facts that are read from them.

use super::root::Root;
use crate::input::{Assumptions, Settings, Text as Input, Texts};
use model::known::{Known, Setting, Text, Truth};
use model::{BucketPolicy, Model, Place, PolicySource, Source};
use std::collections::BTreeMap;

struct Folder(BTreeMap<String, String>);

impl Texts for Folder {
    fn read(&self, path: &str) -> Input {
        self.0.get(path).map_or(Input::Missing, |text| Input::Read(text.as_str().into()))
    }

    fn files(&self, folder: &str) -> Option<Vec<String>> {
        let prefix = if folder == "." { String::new() } else { format!("{folder}/") };
        let inside = self.0.keys().filter_map(|path| path.strip_prefix(&prefix));
        let names: Vec<String> = inside.filter(|name| !name.contains('/')).map(str::to_owned).collect();
        (!names.is_empty()).then_some(names)
    }
}

fn read(files: &[(&str, &str)], answers: &[(&str, bool)]) -> Model {
    let files = files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    let folder = Folder(files);
    let answers = answers.iter().map(|(question, answer)| (question.to_string(), *answer)).collect();
    Root::open(".", &folder, &Settings::default()).evaluate(&Assumptions { answers }).model
}

/// Compares the facts that begin with a word.
#[track_caller]
fn check(files: &[(&str, &str)], word: &str, expected: &[&str]) {
    check_when(files, &[], word, expected);
}

#[track_caller]
fn check_when(files: &[(&str, &str)], answers: &[(&str, bool)], word: &str, expected: &[&str]) {
    let model = read(files, answers);
    let sources = model.sources.iter().map(source);
    let buckets = model.buckets.iter().map(|it| format!("bucket {} {}", name(&it.place), it.name));
    let policies = model.bucket_policies.iter().map(policy);
    let encryptions = model
        .bucket_encryptions
        .iter()
        .map(|it| format!("encryption {} {} {}", text(&it.bucket), text(&it.algorithm), text(&it.key)));
    let groups = model.log_groups.iter().map(|it| format!("group {} {}", name(&it.place), it.name));
    let streams = model.streams.iter().map(|it| format!("stream {} {}", name(&it.place), it.name));
    let attachments = model.attachments.iter().map(|it| match &it.policy {
        PolicySource::Managed(arn) => format!("attachment {} {}", text(&it.identity), text(arn)),
        PolicySource::Inline(..) => format!("attachment {} inline", text(&it.identity)),
    });
    let managed = model.managed_policies.iter().map(|it| format!("managed {} {}", name(&it.place), it.arn));
    let all = sources.chain(buckets).chain(policies).chain(encryptions);
    let all = all.chain(groups).chain(streams).chain(attachments).chain(managed);
    let found: Vec<String> = all.filter(|fact| fact.split(' ').next() == Some(word)).collect();
    assert_eq!(found, expected);
}

fn name(place: &Place) -> String {
    let doubt = match &place.exists {
        Truth::Unknown(why) => format!("?{}", why.questions().join(",")),
        Truth::Yes => String::new(),
        Truth::No => "!".to_owned(),
    };
    format!("{}{doubt}", place.address)
}

fn text(setting: &Setting<Text>) -> String {
    match &setting.value {
        Known::Set(text) => text.to_string(),
        Known::Absent => "-".to_owned(),
        Known::Unknown(why) => format!("?{why}"),
    }
}

fn source(source: &Source) -> String {
    let mut line = format!("source {}", name(&source.place));
    for log in &source.logs {
        for destination in &log.destinations {
            let word = destination.kind.word();
            let state = match (&destination.exists, &destination.enabled.value) {
                (Truth::No, _) => "absent".to_owned(),
                (_, Known::Set(true)) => "on".to_owned(),
                (_, Known::Set(false) | Known::Absent) => "off".to_owned(),
                (_, Known::Unknown(why)) => format!("?{}", why.questions().join(",")),
            };
            line.push_str(&format!(" {word}={state}:{}", text(&destination.name)));
        }
        line.push_str(if log.open.is_some() { " open" } else { "" });
    }
    line
}

fn policy(policy: &BucketPolicy) -> String {
    let mut line = format!("policy {}", text(&policy.bucket));
    let Known::Set(document) = &policy.policy.value else { return format!("{line} ?") };
    for statement in &document.statements {
        let sid = statement.sid.as_ref().map_or_else(String::new, Text::to_string);
        let effect = statement.effect.set().map_or_else(|| "?".to_owned(), |effect| format!("{effect:?}"));
        let tests = statement.conditions.iter().map(|test| format!("{}", test.key)).collect::<Vec<_>>();
        line.push_str(&format!(" {sid}:{effect}[{}]", tests.join(",")));
    }
    line.push_str(if document.open.is_some() { " open" } else { "" });
    line
}

/// A cluster whose logs go where `place` says.
fn cluster(place: &str) -> String {
    format!(
        "resource \"aws_msk_cluster\" \"c\" {{\n  logging_info {{\n    broker_logs {{\n{place}\n    }}\n  }}\n}}\n"
    )
}

#[test]
fn a_switch_compared_with_true_asks_what_the_switch_asks() {
    let block = "cloudwatch_logs {\n enabled = var.on == true\n log_group = var.on ? \"a\" : \"b\"\n}";
    let text = format!("variable \"on\" {{\n  type = bool\n}}\n{}", cluster(block));
    let files = [("main.tf", text.as_str())];
    check(&files, "source", &[r#"source aws_msk_cluster.c cloudwatch=?var.on:${(var.on ? "a" : "b")}"#]);
    check_when(&files, &[("var.on", true)], "source", &["source aws_msk_cluster.c cloudwatch=on:a"]);
    check_when(&files, &[("var.on", false)], "source", &["source aws_msk_cluster.c cloudwatch=off:b"]);
}

#[test]
fn a_switch_compared_with_false_asks_the_opposite() {
    let text =
        "variable \"off\" {}\nresource \"aws_msk_cluster\" \"c\" {\n  count = var.off == false ? 1 : 0\n}\n";
    let files = [("main.tf", text)];
    check(&files, "source", &["source aws_msk_cluster.c[0]?var.off"]);
    check_when(&files, &[("var.off", false)], "source", &["source aws_msk_cluster.c[0]"]);
    check_when(&files, &[("var.off", true)], "source", &[]);
}

#[test]
fn a_name_of_a_resource_is_never_empty() {
    let block = "dynamic \"s3\" {\n for_each = aws_s3_bucket.b.id != \"\" ? [1] : []\n content {\n enabled = true\n \
                 bucket = aws_s3_bucket.b.id\n }\n}";
    let bucket = "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = var.name\n}\n";
    let text = format!("{bucket}{}", cluster(block));
    let files = [("main.tf", text.as_str())];
    check(&files, "source", &["source aws_msk_cluster.c s3=on:${var.name}"]);
    check(&files, "bucket", &["bucket aws_s3_bucket.b ${var.name}"]);
}

#[test]
fn an_empty_name_is_made_up_by_the_provider() {
    let block = "s3 {\n enabled = true\n bucket = aws_s3_bucket.b.bucket\n}";
    let text = format!("resource \"aws_s3_bucket\" \"b\" {{\n  bucket = \"\"\n}}\n{}", cluster(block));
    check(&[("main.tf", &text)], "source", &["source aws_msk_cluster.c s3=on:${aws_s3_bucket.b.bucket}"]);
}

#[test]
fn a_found_policy_has_the_arn_it_was_found_by() {
    let text = format!(
        "{}{}",
        cluster(""),
        r#"
data "aws_iam_policy" "by_arn" {
  arn = "arn:aws:iam::aws:policy/AmazonMSKFullAccess"
}
data "aws_iam_policy" "by_name" {
  name = "AmazonMSKFullAccess"
}
data "aws_iam_policy" "own" {
  name = "deploy-msk"
}
resource "aws_iam_user_policy_attachment" "a" {
  for_each   = { arn = data.aws_iam_policy.by_arn.arn, name = data.aws_iam_policy.by_name.arn }
  user       = each.key
  policy_arn = each.value
}
"#
    );
    let files = [("main.tf", text.as_str())];
    let arn = "arn:aws:iam::aws:policy/AmazonMSKFullAccess";
    check(&files, "attachment", &[&format!("attachment arn {arn}"), &format!("attachment name {arn}")]);
    check(&files, "managed", &["managed data.aws_iam_policy.own ${data.aws_iam_policy.own.arn}"]);
}

#[test]
fn a_name_without_index_means_an_instance_only_if_there_is_one() {
    let meant = |count: u32| {
        let block = "cloudwatch_logs {\n enabled = true\n log_group = aws_cloudwatch_log_group.g.name\n}";
        let group = format!(
            "resource \"aws_cloudwatch_log_group\" \"g\" {{\n  count = {count}\n  name = \"g\"\n}}\n"
        );
        let model = read(&[("main.tf", &format!("{group}{}", cluster(block)))], &[]);
        let logs = model.sources.into_iter().flat_map(|source| source.logs);
        let mut names = logs.flat_map(|log| log.destinations).filter_map(|it| it.name.value.why().cloned());
        names.next().and_then(|why| why.as_fault().and_then(|fault| fault.meant.clone()))
    };
    assert_eq!(meant(1), Some("aws_cloudwatch_log_group.g".to_owned()));
    assert_eq!(meant(2), None);
}

const BUCKET: &str = r#"
module "logs" {
  source   = "terraform-aws-modules/s3-bucket/aws"
  for_each = toset(["a", "b"])
  bucket   = "acme-${each.key}"
}
"#;

#[test]
fn a_published_bucket_module_has_an_output_for_every_instance() {
    let block = "s3 {\n enabled = true\n bucket = module.logs[\"b\"].s3_bucket_id\n}";
    let text = format!("{BUCKET}{}", cluster(block));
    let files = [("main.tf", text.as_str())];
    check(&files, "source", &["source aws_msk_cluster.c s3=on:acme-b"]);
    check(&files, "bucket", &["bucket module.logs[\"a\"] acme-a", "bucket module.logs[\"b\"] acme-b"]);
}

#[test]
fn a_counted_bucket_module_has_outputs_by_index_and_by_splat() {
    let module =
        BUCKET.replace("for_each = toset([\"a\", \"b\"])", "count = 1").replace("each.key", "count.index");
    for name in [
        "module.logs[0].s3_bucket_id",
        "one(module.logs[*].s3_bucket_id)",
        "try(module.logs[0].s3_bucket_id, null)",
        "split(\":\", module.logs[0].s3_bucket_arn)[5]",
    ] {
        let text = format!("{module}{}", cluster(&format!("s3 {{\n enabled = true\n bucket = {name}\n}}")));
        check(&[("main.tf", &text)], "source", &["source aws_msk_cluster.c s3=on:acme-0"]);
    }
}

/// The policy of a bucket module with these arguments.
#[track_caller]
fn check_policy(arguments: &str, expected: &[&str]) {
    let module = format!(
        "module \"logs\" {{\n  source = \"terraform-aws-modules/s3-bucket/aws\"\n  bucket = \"b\"\n{arguments}\n}}\n"
    );
    check(&[("main.tf", &format!("{module}{}", cluster("")))], "policy", expected);
}

#[test]
fn a_published_bucket_policy_is_put_together_from_its_switches() {
    check_policy("attach_public_policy = true", &[]);
    check_policy("attach_elb_log_delivery_policy = true", &["policy b"]);
    check_policy("attach_elb_log_delivery_policy = false", &[]);
    check_policy(
        "attach_lb_log_delivery_policy = true",
        &["policy b AlbNlbLogDeliveryWrite:Allow[s3:x-amz-acl] AlbNlbLogDeliveryAclCheck:Allow[]"],
    );
    check_policy(
        "attach_waf_log_delivery_policy = true\nattach_deny_insecure_transport_policy = true",
        &["policy b WafLogDeliveryWrite:Allow[aws:SourceArn,aws:SourceAccount,s3:x-amz-acl] \
           WafLogDeliveryAclCheck:Allow[aws:SourceArn,aws:SourceAccount] \
           denyInsecureTransport:Deny[aws:SecureTransport]"],
    );
    check_policy(
        "attach_deny_unencrypted_object_uploads = true",
        &["policy b denyUnencryptedObjectUploads:Deny[s3:x-amz-server-side-encryption]"],
    );
    check_policy("attach_policy_of_tomorrow = true", &["policy b open"]);
}

#[test]
fn the_policy_given_to_a_bucket_module_has_its_placeholders_filled() {
    let policy = r#"attach_policy = true
  policy = jsonencode({
    Statement = [{ Sid = "_S3_BUCKET_ID_/_AWS_ACCOUNT_ID_", Effect = "Allow", Action = "s3:*", Resource = "_S3_BUCKET_ARN_" }]
  })"#;
    check_policy(policy, &["policy b b/${account}:Allow[]"]);
}

#[test]
fn a_published_cluster_module_creates_its_own_group() {
    let call = |arguments: &str| {
        let source = "terraform-aws-modules/msk-kafka-cluster/aws";
        format!(
            "module \"k\" {{\n  source = \"{source}\"\n  cloudwatch_logs_enabled = true\n{arguments}\n}}\n"
        )
    };
    let logs = |name: &str| format!("source module.k cloudwatch=on:{name} firehose=off:- s3=off:-");
    for (arguments, name) in [
        ("name = \"orders\"", "/aws/msk/orders"),
        ("name = \"orders\"\ncloudwatch_log_group_name = \"\"", "/aws/msk/orders"),
        ("cloudwatch_log_group_name = \"own\"", "own"),
        ("", "${module.k.cloudwatch_log_group_name}"),
    ] {
        let text = call(arguments);
        check(&[("main.tf", &text)], "source", &[&logs(name)]);
        check(&[("main.tf", &text)], "group", &[&format!("group module.k {name}")]);
    }
    check(&[("main.tf", &call("create_cloudwatch_log_group = false"))], "source", &[&logs("-")]);
    check(&[("main.tf", &call("create = false"))], "source", &[]);
    let express = "source module.k cloudwatch=absent:${module.k.cloudwatch_log_group_name} firehose=absent:- s3=absent:-";
    check(&[("main.tf", &call("broker_node_instance_type = \"express.m7g.large\""))], "source", &[express]);
}

#[test]
fn a_published_module_may_be_named_by_its_repository() {
    for source in [
        "registry.terraform.io/cloudposse/msk-apache-kafka-cluster/aws",
        "git::https://github.com/cloudposse/terraform-aws-msk-apache-kafka-cluster.git?ref=2.5.0",
        "github.com/cloudposse/terraform-aws-msk-apache-kafka-cluster",
        "git@github.com:cloudposse/terraform-aws-msk-apache-kafka-cluster.git",
    ] {
        let text = format!("module \"k\" {{\n  source = \"{source}\"\n  s3_logs_enabled = true\n}}\n");
        check(&[("main.tf", &text)], "source", &["source module.k cloudwatch=off:- firehose=off:- s3=on:-"]);
    }
    let text = "module \"k\" {\n  source = \"git@github.com:acme/terraform-aws-kafka.git\"\n}\n";
    check(&[("main.tf", text)], "source", &["source module.k open"]);
}

#[test]
fn the_serverless_part_of_a_published_module_delivers_nothing() {
    let source = "terraform-aws-modules/msk-kafka-cluster/aws//modules/serverless";
    let text = format!("module \"k\" {{\n  source = \"{source}\"\n}}\n");
    check(&[("main.tf", &text)], "source", &["source module.k"]);
}

#[test]
fn an_absent_module_is_there_only_if_its_caller_is() {
    let outer = "variable \"on\" {\n  type = bool\n}\nmodule \"in\" {\n  source = \"./in\"\n  count = var.on ? 1 : 0\n}\n";
    let inner = "module \"kafka\" {\n  source = \"acme/kafka/aws\"\n}\n";
    let files = [("main.tf", outer), ("in/main.tf", inner)];
    check(&files, "source", &["source module.in[0].module.kafka?var.on open"]);
    check_when(&files, &[("var.on", false)], "source", &[]);
}

#[test]
fn a_destination_in_another_block_is_misplaced() {
    let check = |block: &str, expected: &[&str]| {
        let text = format!("resource \"aws_msk_cluster\" \"c\" {{\n  {block}\n}}\n");
        let model = read(&[("main.tf", &text)], &[]);
        let found: Vec<&str> = model.sources[0].misplaced.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(found, expected, "{block}");
    };
    let monitoring =
        "broker_node_group_info {\n monitoring_info {\n cloudwatch_logs {\n enabled = true\n }\n }\n }";
    check(monitoring, &["`cloudwatch_logs` stands in `monitoring_info`, where AWS does not read it"]);
    let all = "log_delivery_info {\n cloudwatch_logs {}\n firehose {}\n s3 {}\n }";
    check(all, &["`cloudwatch_logs` stands in `log_delivery_info`, where AWS does not read it"]);
    check("open_monitoring {\n prometheus {\n jmx_exporter {\n enabled_in_broker = true\n }\n }\n }", &[]);
    let arn = "logging_info {\n broker_logs {\n log_group_arn = \"arn:aws:logs:::g\"\n type = 1\n }\n level = \"INFO\"\n }";
    let none = [
        "`broker_logs` has no arguments `log_group_arn` and `type`",
        "`logging_info` has no argument `level`",
    ];
    check(arn, &none);
    let spread =
        "dynamic \"logging_info\" {\n for_each = [1]\n iterator = it\n content {\n broker_logs = {}\n }\n }";
    check(spread, &["`broker_logs` is given as an argument with `=`, and it is a block"]);

    let check = |logging_info: &str, expected: &[&str]| {
        let resource = format!(r#"{{"aws_msk_cluster": {{"c": {{"logging_info": {logging_info}}}}}}}"#);
        let model = read(&[("main.tf.json", &format!(r#"{{"resource": {resource}}}"#))], &[]);
        let found: Vec<&str> = model.sources[0].misplaced.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(found, expected, "{logging_info}");
    };
    check(r#"{"//": "why", "broker_logs": {"firehose": [], "s3": null, "cloudwatch_logs": []}}"#, &[]);
    check("[]", &[]);
    check("null", &[]);
    check(r#"{"broker_logs": {"level": "INFO"}}"#, &["`broker_logs` has no argument `level`"]);
}

#[test]
fn nested_arguments_have_their_places_too() {
    let check = |text: &str, expected: &[&str]| {
        let model =
            read(&[("main.tf", &format!("resource \"awscc_msk_cluster\" \"c\" {{\n  {text}\n}}\n"))], &[]);
        let found: Vec<&str> = model.sources[0].misplaced.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    };
    let on = "{ enabled = true, log_group = \"g\" }";
    check(&format!("logging_info = {{ broker_logs = {{ cloudwatch_logs = {on} }} }}"), &[]);
    check(
        "logging_info = { broker_logs = { s3 = { enabled = true, bucket = \"b\", prefix = \"p\" } } }",
        &[],
    );
    check("logging_info = var.logging_info", &[]);
    check(&format!("logging_info = {{ authorizer_logs = {{ cloudwatch_logs = {on} }} }}"), &[]);
    let direct = format!("logging_info = {{ cloudwatch_logs = {on} }}");
    check(&direct, &["`logging_info` has no argument `cloudwatch_logs`"]);
    let named =
        "logging_info = { broker_logs = { cloudwatch_logs = { enabled = true, log_group_name = \"g\" } } }";
    check(named, &["`cloudwatch_logs` has no argument `log_group_name`"]);
    check(
        "logging_info {\n  broker_logs {}\n}",
        &["`logging_info` is given as a block, and it is an argument"],
    );
}

#[test]
fn a_log_block_behind_a_brace_too_many_is_misplaced() {
    let check = |text: &str, expected: &[&str]| {
        let model = read(&[("main.tf", text)], &[]);
        let found: Vec<&str> = model.sources[0].misplaced.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    };
    let cut = "resource \"aws_msk_cluster\" \"c\" {\n  encryption_info {\n  }\n  }\n\n";
    let outside = "`logging_info` stands outside of every resource";
    check(&format!("{cut}logging_info {{\n  broker_logs {{}}\n}}\n}}\n"), &[outside]);
    check(&format!("{cut}dynamic \"logging_info\" {{\n  for_each = [1]\n}}\n}}\n"), &[outside]);
    check(&format!("{cut}locals {{\n  logging_info = 1\n}}\n"), &[]);
    check(&format!("{cut}resource \"aws_eip\" \"e\" {{}}\ns3 {{}}\n"), &[]);
}

#[test]
fn what_try_makes_of_an_unknown_equals_itself() {
    let block = "dynamic \"cloudwatch_logs\" {\n for_each = try(var.logs.on, false) ? [1] : []\n content {\n \
                 enabled = true\n log_group = aws_cloudwatch_log_group.g[0].name\n }\n }";
    let group = "variable \"logs\" {}\nresource \"aws_cloudwatch_log_group\" \"g\" {\n  count = try(var.logs.on, false) ? 1 : 0\n  name = \"g\"\n}\n";
    let text = format!("{group}{}", cluster(block));
    let files = [("main.tf", text.as_str())];
    let on = [("try(var.logs.on, false)", true)];
    check_when(&files, &on, "source", &["source aws_msk_cluster.c cloudwatch=on:g"]);
    let off = [("try(var.logs.on, false)", false)];
    check_when(&files, &off, "source", &["source aws_msk_cluster.c"]);
    let other = text.replacen("try(var.logs.on, false) ? 1", "try(var.logs.on, true) ? 1", 1);
    check_when(
        &[("main.tf", &other)],
        &on,
        "group",
        &["group aws_cloudwatch_log_group.g[0]?try(var.logs.on, true) g"],
    );
}

#[test]
fn what_is_repeated_by_one_unknown_is_there_together() {
    let check = |repeat: &str, question: &str, address: &str| {
        let group =
            format!("resource \"aws_cloudwatch_log_group\" \"g\" {{\n  {repeat}\n  name = \"g\"\n}}\n");
        let text =
            format!("variable \"all\" {{}}\n{group}resource \"aws_msk_cluster\" \"c\" {{\n  {repeat}\n}}\n");
        let files = [("main.tf", text.as_str())];
        let open = [format!("source aws_msk_cluster.c{address}?{question}")];
        self::check(&files, "source", &[&open[0]]);
        let there = [format!("group aws_cloudwatch_log_group.g{address} g")];
        check_when(&files, &[(question, true)], "group", &[&there[0]]);
        check_when(&files, &[(question, false)], "source", &[]);
    };
    check("for_each = var.all", "length(var.all) > 0", "");
    check("count = length(var.all)", "length(var.all) > 0", "[0]");
    check("count = var.all ? 1 : 0", "var.all", "[0]");
}

#[test]
fn the_items_of_a_set_are_its_keys() {
    let check = |key: &str| {
        let group = "resource \"aws_cloudwatch_log_group\" \"g\" {\n  for_each = toset(var.names)\n  name = \"/${each.key}\"\n}\n";
        let block = format!(
            "cloudwatch_logs {{\n enabled = true\n log_group = aws_cloudwatch_log_group.g[{key}].name\n }}"
        );
        let cluster = cluster(&block).replacen("{\n", "{\n  for_each = toset(var.names)\n", 1);
        let text = format!("variable \"names\" {{}}\n{group}{cluster}");
        let expected = "source aws_msk_cluster.c cloudwatch=on:/${each.key of var.names}";
        check_when(&[("main.tf", &text)], &[("length(var.names) > 0", true)], "source", &[expected]);
    };
    check("each.key");
    check("each.value");
}

#[test]
fn a_local_value_is_one_value_whatever_it_is() {
    let group = "variable \"names\" {}\nlocals {\n  on = anytrue([\n    for name in var.names : name == \"logs\"\n  ])\n}\nresource \"aws_cloudwatch_log_group\" \"g\" {\n  count = local.on ? 1 : 0\n  name = \"g\"\n}\n";
    let block = "cloudwatch_logs {\n enabled = local.on\n log_group = local.on ? aws_cloudwatch_log_group.g[0].name : null\n }";
    let text = format!("{group}{}", cluster(block));
    let files = [("main.tf", text.as_str())];
    check_when(&files, &[("local.on", true)], "source", &["source aws_msk_cluster.c cloudwatch=on:g"]);
    check_when(&files, &[("local.on", true)], "group", &["group aws_cloudwatch_log_group.g[0] g"]);
    check_when(&files, &[("local.on", false)], "source", &["source aws_msk_cluster.c cloudwatch=off:-"]);
}

#[test]
fn collections_that_are_written_alike_are_one() {
    let each = "for_each = { for name in var.names : name => name }";
    let group = format!(
        "variable \"names\" {{}}\nresource \"aws_cloudwatch_log_group\" \"g\" {{\n  {each}\n  name = \"/${{each.key}}\"\n}}\n"
    );
    let block =
        "cloudwatch_logs {\n enabled = true\n log_group = aws_cloudwatch_log_group.g[each.key].name\n }";
    let cluster = cluster(block).replacen("{\n", &format!("{{\n  {each}\n"), 1);
    let text = format!("{group}{cluster}");
    let question = "length({ for name in var.names : name => name }) > 0";
    let expected =
        "source aws_msk_cluster.c cloudwatch=on:/${each.key of { for name in var.names : name => name }}";
    check_when(&[("main.tf", &text)], &[(question, true)], "source", &[expected]);
}

#[test]
fn an_instance_beyond_the_first_of_an_unknown_count_is_open() {
    let check = |index: u32, expected: &str| {
        let group = "variable \"n\" {}\nresource \"aws_cloudwatch_log_group\" \"g\" {\n  count = var.n\n  name = \"/${count.index}\"\n}\n";
        let block = format!(
            "cloudwatch_logs {{\n enabled = true\n log_group = aws_cloudwatch_log_group.g[{index}].name\n }}"
        );
        let text = format!("{group}{}", cluster(&block));
        let files = [("main.tf", text.as_str())];
        check_when(&files, &[("var.n > 0", true)], "source", &[expected]);
        let open =
            format!("source aws_msk_cluster.c cloudwatch=on:${{aws_cloudwatch_log_group.g[{index}].name}}");
        check_when(&files, &[("var.n > 0", false)], "source", &[&open]);
    };
    check(0, "source aws_msk_cluster.c cloudwatch=on:/0");
    check(1, "source aws_msk_cluster.c cloudwatch=on:${aws_cloudwatch_log_group.g[1].name}");
}

#[test]
fn conditions_that_are_written_alike_are_one() {
    let condition = "alltrue([for name in var.names : name != \"\"])";
    let group = format!(
        "variable \"names\" {{}}\nresource \"aws_cloudwatch_log_group\" \"g\" {{\n  count = {condition} ? 1 : 0\n  name = \"g\"\n}}\n"
    );
    let block = format!(
        "cloudwatch_logs {{\n enabled = {condition}\n log_group = one(aws_cloudwatch_log_group.g[*].name)\n }}"
    );
    let text = format!("{group}{}", cluster(&block));
    let files = [("main.tf", text.as_str())];
    check_when(&files, &[(condition, true)], "source", &["source aws_msk_cluster.c cloudwatch=on:g"]);
    check_when(&files, &[(condition, false)], "source", &["source aws_msk_cluster.c cloudwatch=off:-"]);
}
