//! Much of everything: files, strings, lists, numbers, instances.

use crate::guard::{check_beside, peak};
use msklint_tests::pieces::{BUCKET, CLUSTER, POLICY, PROVIDER, cluster};
use msklint_tests::{Given, Told, given};

/// More than this is never needed for what is here.
const MEMORY: u64 = 3 << 30;

fn s3(bucket: &str) -> String {
    cluster(&format!("s3 {{\n  enabled = true\n  bucket  = {bucket}\n}}"))
}

/// Ends, and does not say that a bucket of this name receives anything.
fn hostile(value: &str, more: &str) -> Told {
    let told = check_beside(given(&[PROVIDER, BUCKET, more, &s3(value)]));
    let value: String = value.chars().take(80).collect();
    let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
    assert!(!delivers, "{value}");
    let long = told.checked.report.findings.iter().map(|finding| finding.message.len()).max();
    assert!(long.is_none_or(|long| long < 2_000), "{value}: a message of {long:?} bytes");
    assert!(peak().is_none_or(|peak| peak < MEMORY), "{value}: {:?} bytes", peak());
    told
}

#[test]
fn ten_megabytes() {
    let much = 10 << 20;
    let comment = "# what is there to say\n";
    let block = "resource \"aws_sqs_queue\" \"q\" {\n  name = \"q\"\n}\n";
    for text in [
        comment.repeat(much / comment.len()),
        (0..much / block.len()).map(|at| block.replace("\"q\" {", &format!("\"q{at}\" {{"))).collect(),
        format!("locals {{\n  long = \"{}\"\n}}\n", "x".repeat(much)),
        format!("locals {{\n  long = [{}]\n}}\n", "1, ".repeat(much / 3)),
        format!("locals {{\n  long = <<EOF\n{}\nEOF\n}}\n", "text\n".repeat(much / 5)),
        " ".repeat(much),
        "\n".repeat(much),
        "a".repeat(much),
        "\"".repeat(much),
        "/*".repeat(much / 2),
    ] {
        let _ = check_beside(given(&[PROVIDER, BUCKET, POLICY, CLUSTER]).file("large.tf", &text)).path(
            "aws_msk_cluster.orders s3",
            "on",
            "delivers",
        );
    }
    assert!(peak().is_none_or(|peak| peak < MEMORY), "{:?}", peak());
}

#[test]
fn a_long_text_on_the_path() {
    let _ = hostile(&format!("\"{}\"", "x".repeat(5 << 20)), "");
    let _ = hostile("local.long", &format!("locals {{\n  long = \"{}\"\n}}", "${var.x}".repeat(100_000)));
    let _ = hostile("upper(file(\"long.txt\"))", "");
}

#[test]
fn millions_of_instances() {
    for argument in [
        "for_each = toset([for x in range(1000000) : tostring(x)])",
        "count = 1000000",
        "for_each = { for x in range(1000) : x => x }",
        "count = 1e18",
        "count = -1",
        "count = \"x\"",
        "for_each = null",
        "for_each = \"x\"",
    ] {
        let bucket = BUCKET.replace("bucket =", &format!("{argument}\n  bucket ="));
        let _ = check_beside(given(&[PROVIDER, &bucket, CLUSTER]));
        let cluster = CLUSTER.replace("cluster_name =", &format!("{argument}\n  cluster_name ="));
        let _ = check_beside(given(&[PROVIDER, BUCKET, POLICY, &cluster]));
        let module = format!("module \"m\" {{\n  source = \"./m\"\n  {argument}\n}}");
        let _ = check_beside(given(&[PROVIDER, &module]).file("m/main.tf", &s3("\"x\"")));
    }
    assert!(peak().is_none_or(|peak| peak < MEMORY), "{:?}", peak());
}

#[test]
fn millions_of_blocks() {
    let dynamic = "resource \"aws_msk_cluster\" \"orders\" {\n  dynamic \"logging_info\" {\n    for_each = range(1000000)\n    content {\n      dynamic \"broker_logs\" {\n        for_each = range(1000000)\n        content {\n          dynamic \"s3\" {\n            for_each = range(1000000)\n            content {\n              enabled = true\n            }\n          }\n        }\n      }\n    }\n  }\n}";
    let _ = check_beside(given(&[PROVIDER, dynamic]));
}

#[test]
fn loops_and_lists_that_multiply() {
    for value in [
        "join(\",\", [for x in range(1000000) : x])",
        "join(\",\", flatten([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]))",
        "range(1e18)[0]",
        "length(range(0, 1e15, 1e-3))",
        "length(setproduct(range(1000), range(1000), range(1000), range(1000)))",
        "join(\"\", [for x in range(1024) : join(\"\", [for y in range(1024) : \"xxxxxxxxxxxxxxxx\"])])",
        "length(chunklist(range(1000), 1))",
        "jsonencode(range(1024))",
        "md5(join(\"\", formatlist(\"%1000s\", range(1000))))",
        "cidrsubnets(\"10.0.0.0/8\", range(1000)...)",
        "zipmap([for x in range(1000) : \"k${x}\"], range(1000))[\"k1\"]",
    ] {
        let _ = hostile(value, "");
    }
}

#[test]
fn texts_that_double() {
    let mut locals =
        String::from("locals {\n  t0 = \"xxxxxxxxxx\"\n  u0 = \"${var.x}-\"\n  l0 = [1]\n  o0 = { a = 1 }\n");
    for at in 1..64 {
        let last = at - 1;
        locals += &format!(
            "  t{at} = \"${{local.t{last}}}${{local.t{last}}}\"\n  u{at} = \"${{local.u{last}}}${{local.u{last}}}\"\n"
        );
        locals += &format!(
            "  l{at} = concat(local.l{last}, local.l{last})\n  o{at} = {{ a = local.o{last}, b = local.o{last} }}\n"
        );
    }
    locals += "}\n\nvariable \"x\" {}\n";
    for value in [
        "local.t63",
        "local.u63",
        "join(\"\", local.l63)",
        "jsonencode(local.o63)",
        "jsonencode(local.o20)",
        "md5(local.t30)",
        "replace(local.t20, \"x\", local.t20)",
        "local.o63.a.b.a",
        "length(local.l63)",
        "local.o63 == local.o62",
        "merge(local.o63, local.o62).a",
        "flatten([local.l40, local.l41])[0]",
        "distinct(local.l30)[0]",
        "yamlencode(local.o63)",
        "tostring(local.o63)",
    ] {
        let _ = hostile(value, &locals);
    }
}

#[test]
fn functions_asked_for_too_much() {
    for value in [
        "format(\"%1000000000s\", \"x\")",
        "format(\"%.1000000000f\", 1)",
        "format(\"%01000000000d\", 1)",
        "format(\"%99999999999999999999s\", \"x\")",
        "indent(1000000000, \"a\\nb\")",
        "pow(10, 1000000000)",
        "pow(2, 0.5)",
        "1e1000000000",
        "1e-1000000000",
        "1e308 * 1e308",
        "9 * 1e1000000",
        "format(\"%d\", 1e100000)",
        "parseint(\"zz\", 100)",
        "parseint(\"99999999999999999999999999999999999999\", 10)",
        "substr(\"abc\", -1000000000, 1000000000)",
        "regex(\"(a{1000}){1000}\", \"a\")",
        "regex(\"(a*)*b\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\")",
        "replace(\"aaaa\", \"/a/\", \"$1$2$999999999999\")",
        "cidrsubnet(\"10.0.0.0/8\", 1000000, 99999999999999999999)",
        "cidrhost(\"::/0\", 1e38)",
        "timeadd(\"2020-01-01T00:00:00Z\", \"999999999999h\")",
        "formatdate(\"YYYYYYYYYYYYY\", \"2020-01-01T00:00:00Z\")",
        "element([1], 1e30)",
        "[1][1e30]",
        "slice([1, 2], -5, 1e9)",
        "base64decode(\"////\")",
        "textdecodebase64(\"/w==\", \"UTF-16LE\")",
        "urlencode(\"\\ud800\")",
        "strrev(\"e\\u0301🦀\")",
        "jsondecode(\"1e999999999\")",
        "jsondecode(\"\\\"\\\\ud800\\\"\")",
        "yamldecode(\"a: &a [*a]\")",
        "yamldecode(\"a: &a [x,x,x,x]\\nb: &b [*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b]\\nd: [*c,*c,*c,*c,*c,*c]\")",
        "csvdecode(\"a,b\\n1\")",
        "bcrypt(\"x\", 31)",
    ] {
        let _ = hostile(value, "");
    }
}

#[test]
fn templates_that_multiply() {
    let template = "%{ for a in range(1000) }%{ for b in range(1000) }%{ for c in range(1000) }xxxxxxxxxx%{ endfor }%{ endfor }%{ endfor }";
    let _ = hostile(&format!("\"{template}\""), "");
    let call = s3("templatefile(\"t.tftpl\", {})");
    let _ = check_beside(given(&[PROVIDER, BUCKET, &call]).file("t.tftpl", template));
    let _ =
        check_beside(given(&[PROVIDER, BUCKET, &call]).file("t.tftpl", "${templatefile(\"t.tftpl\", {})}"));
}

#[test]
fn policies_without_end() {
    let statement = "{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"delivery.logs.amazonaws.com\"}, \"Action\": \"s3:P*t*O*b*j*e*c*t*x\", \"Resource\": \"arn:aws:s3:::*a*a*a*a*a*a*a*a*a*a*b\", \"Condition\": {\"StringLike\": {\"aws:SourceArn\": \"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\"}}}";
    let document =
        format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{}]}}", vec![statement; 5_000].join(","));
    let policy = "resource \"aws_s3_bucket_policy\" \"logs\" {\n  bucket = aws_s3_bucket.logs.id\n  policy = file(\"policy.json\")\n}";
    check_beside(given(&[PROVIDER, BUCKET, CLUSTER, policy]).file("policy.json", &document))
        .finds("invalid-policy", "a bucket policy has at most 20480")
        .nothing_else();
    let stars = format!("\"Resource\": \"arn:aws:s3:::{}b\"", "*a".repeat(20_000));
    let document = document.replace("\"Resource\": \"arn:aws:s3:::*a*a*a*a*a*a*a*a*a*a*b\"", &stars);
    let few = document.split_at(document.len().min(60_000)).0.to_owned();
    let _ = check_beside(given(&[PROVIDER, BUCKET, CLUSTER, policy]).file("policy.json", &few));
}

#[test]
fn many_files_and_many_clusters() {
    let mut given = Given::default();
    for at in 0..300 {
        let cluster = s3("aws_s3_bucket.logs.id").replace("\"orders\" {", &format!("\"orders{at}\" {{"));
        given = given.file(&format!("f{at}.tf"), &cluster);
    }
    let told = check_beside(given.file("main.tf", &[PROVIDER, BUCKET, POLICY].join("\n")));
    assert_eq!(
        told.checked.report.paths.iter().filter(|path| path.verdict.word() == "delivers").count(),
        300
    );
    told.nothing_else();
}
