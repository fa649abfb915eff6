//! CloudFormation templates that are broken, hostile or out of all proportion.

use crate::guard::{check, peak};
use engine::report::Status;
use msklint_tests::{Given, Told};

/// Stands in a template of its own: its finding shows that the rest was judged.
const WITNESS: &str = "Resources:\n  Witness:\n    Type: AWS::MSK::Cluster\n    Properties:\n      ClusterName: witness\n      LoggingInfo: {BrokerLogs: {S3: {Enabled: true}}}\n";

const CLUSTER: &str = "Resources:\n  Orders:\n    Type: AWS::MSK::Cluster\n";

/// More than this is never needed for what is here.
const MEMORY: u64 = 3 << 30;

fn beside(given: Given) -> Told {
    check(given.file("witness.yaml", WITNESS))
        .path("Witness s3", "on", "broken")
        .finds("unnamed-destination", "")
}

fn template(name: &str, text: &str) -> Told {
    beside(Given::default().file(name, text))
}

/// The problem is at this place, nothing else is told, and the run is not complete.
fn refused(name: &str, text: &str, line: usize, words: &str) {
    let told = template(name, text);
    assert_eq!(told.checked.report.status, Status::Incomplete, "{told}");
    told.problem(&format!("{name}:{line}"), words).aside("broker-logs-off").nothing_else();
}

/// Broker logs of one cluster to a bucket that is named by `value`, in the way of YAML.
fn with_bucket(value: &str) -> String {
    format!(
        "{CLUSTER}    Properties: {{LoggingInfo: {{BrokerLogs: {{S3: {{Enabled: true, Bucket: {value}}}}}}}}}\n"
    )
}

#[test]
fn text_that_is_no_yaml() {
    for (text, line, words) in [
        (format!("{CLUSTER}\tProperties: {{}}\n"), 4, "a tab stands where YAML takes none"),
        (format!("{CLUSTER}    Properties:\n\t  A: x\n"), 5, "a tab stands where YAML wants spaces"),
        (format!("{CLUSTER}    Properties: {{a: [1, 2\n"), 4, "is not closed"),
        (format!("{CLUSTER}    Properties: \"x\n"), 4, "this string is not closed"),
        (format!("{CLUSTER}   Properties: x\n"), 4, ""),
        (format!("{CLUSTER}    Properties: @x\n"), 4, "`@` begins no value in YAML"),
        (format!("{CLUSTER}    Properties: *gone\n"), 4, "no anchor `&gone` stands before this"),
        (format!("{CLUSTER}    Properties: !Reff x\n"), 4, "`!Reff` is not a tag that means anything here"),
        (
            "%PDF-1.7\n1 0 obj << /Title (AWS::MSK::Cluster) >>\nResources:\n".to_owned(),
            2,
            "this is not YAML",
        ),
    ] {
        refused("bad.yaml", &text, line, words);
    }
}

#[test]
fn text_that_is_no_json() {
    let start = "{\"Resources\": {\"Orders\": {\n\"Type\": \"AWS::MSK::Cluster\"";
    for (text, line, words) in [
        (start.to_owned(), 1, "is not closed"),
        (format!("{start} \"Properties\": {{}}}}}}}}"), 2, "`,` or `}` is expected here"),
        (format!("{start}, \"Properties\": ]}}}}}}"), 2, "a JSON value is expected here"),
        (format!("{start}}}}}}}\n{{}}"), 3, "the JSON text ends here, but more follows"),
        (format!("{start}, \"x\": \"y"), 2, "this string is not closed"),
    ] {
        refused("bad.json", &text, line, words);
    }
}

#[test]
fn sections_and_resources_of_the_wrong_kind() {
    for (text, line, words) in [
        ("AWSTemplateFormatVersion: x\nResources: [AWS::MSK::Cluster]\n", 2, "`Resources` must be an object"),
        ("Resources:\n  A: AWS::MSK::Cluster\n", 2, "the resource `A` must be an object with a `Type`"),
        ("Resources:\n  A: {Properties: {}}\n  # AWS::MSK::Cluster\n", 2, "the resource `A` has no `Type`"),
        ("Resources:\n  A: {Type: [AWS::MSK::Cluster]}\n", 2, "has a `Type` that is not a plain string"),
        ("Resources: {}\nParameters: AWS::MSK::Cluster\n", 2, "`Parameters` must be an object"),
    ] {
        refused("bad.yaml", text, line, words);
    }
}

#[test]
fn a_key_that_is_given_twice_has_two_places() {
    let text = format!("{CLUSTER}    Properties:\n      ClusterName: a\n      ClusterName: b\n");
    refused("bad.yaml", &text, 6, "`ClusterName` is given twice, first in line 5, and the last one counts");
    let text = "{\"Resources\": {\"A\": {\"Type\": \"AWS::SQS::Queue\"},\n\"A\": {\"Type\": \"AWS::MSK::Cluster\"}}}";
    refused("bad.json", text, 2, "`A` is given twice, first in line 1, and the last one counts");
}

#[test]
fn of_several_documents_the_first_is_judged() {
    let text = format!("---\n{}---\n{CLUSTER}", with_bucket("!Ref Gone"));
    template("bad.yaml", &text)
        .path("Orders s3", "on", "broken")
        .problem("bad.yaml:6", "a second document begins here, and only the first one is read")
        .finds("mismatched-destination", "`Gone` is neither a parameter nor a resource of this template")
        .nothing_else();
}

#[test]
fn a_hundred_thousand_levels() {
    let much = 100_000;
    for text in [
        format!("{CLUSTER}    Properties: {}\n", "[".repeat(much)),
        format!("{CLUSTER}    Properties: {}{}\n", "{a: ".repeat(much), "}".repeat(much)),
        format!("{CLUSTER}    Properties: {}x\n", "- ".repeat(much)),
        format!("{CLUSTER}    Properties: {}x\n", "!Sub ".repeat(much)),
    ] {
        let told = template("bad.yaml", &text);
        assert!(told.checked.report.problems.iter().all(|it| it.at.as_ref().is_some_and(|at| at.line == 4)));
        assert_eq!(told.checked.report.status, Status::Incomplete, "{told}");
    }
    let start = "{\"Resources\": {\"Orders\": {\"Type\": \"AWS::MSK::Cluster\", \"Properties\": ";
    for (open, close) in [("{\"a\": ", "}"), ("[", "]"), ("{\"Fn::Join\": [", "]}")] {
        let text = format!("{start}{}1{}}}}}}}", open.repeat(much), close.repeat(much));
        refused("bad.json", &text, 1, "nested too deeply to be read");
        refused("bad.json", &format!("{start}{}", open.repeat(much)), 1, "nested too deeply to be read");
    }
    assert!(peak().is_none_or(|peak| peak < MEMORY), "{:?}", peak());
}

#[test]
fn aliases_that_multiply() {
    let mut text = "A0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..30 {
        let last = vec![format!("*a{}", at - 1); 10].join(", ");
        text += &format!("A{at}: &a{at} [{last}]\n");
    }
    refused("bad.yaml", &format!("{text}{CLUSTER}"), 5, "aliases make more than 200000 values of this text");
    refused("bad.yaml", &format!("A: &a [*a]\n{CLUSTER}"), 1, "an alias of the value that it stands in");
    assert!(peak().is_none_or(|peak| peak < MEMORY), "{:?}", peak());
}

#[test]
fn a_reference_that_leads_nowhere_breaks_the_path() {
    for (value, words) in [
        ("!Ref Gone", "`Gone` is neither a parameter nor a resource of this template"),
        ("!GetAtt Gone.Arn", "`Gone` is not a resource of this template"),
        ("!Sub '${Gone}-logs'", "`Gone` is neither a parameter nor a resource of this template"),
        ("!Join ['-', [!Ref Gone, logs]]", "`Gone` is neither a parameter nor a resource of this template"),
        ("!Select [3, [a, b]]", "the index 3 is beyond the list's 2 items"),
        ("!FindInMap [Gone, a, b]", "`Gone` is not in the mapping"),
        ("!If [Gone, a, b]", "the condition `Gone` is not declared"),
        ("!Sub [1, 2, 3]", "`Fn::Sub` takes a string, or a string and an object"),
        ("!Join x", "`Fn::Join` takes a list of 2"),
        ("[a]", "a string is wanted here, this is a list"),
    ] {
        template("bad.yaml", &with_bucket(value))
            .path("Orders s3", "on", "broken")
            .link("Orders s3", "bucket", "broken", words)
            .finds("mismatched-destination", words)
            .nothing_else();
    }
}

#[test]
fn functions_asked_for_nonsense() {
    for value in [
        "!Split ['', '']",
        "!Select [-1, [a]]",
        "!Select [99999999999999999999, [a]]",
        "!Select [0, !Split ['x', !Ref AWS::StackName]]",
        "!Select [0, !Cidr [0.0.0.0/0, 99999999999, 99]]",
        "!Select [0, !Cidr ['::/0', 256, 128]]",
        "!Select [0, !GetAZs {Ref: Gone}]",
        "!Base64 {'Fn::Base64': {'Fn::Base64': !Ref AWS::StackName}}",
        "{'Fn::Length': 5}",
        "{'Fn::Gone': 5}",
        "{'Fn::Transform': x}",
        "{'Fn::ToJsonString': {a: {'Fn::ToJsonString': {b: {'Fn::ToJsonString': {c: {'Fn::ToJsonString': {'Fn::ToJsonString': {}}}}}}}}}",
        "{'Fn::ImportValue': {'Fn::ImportValue': {a: b}}}",
        "!Sub '${}'",
        "!Sub '${'",
        "!Sub '${!}${!a'",
        "'{{resolve:ssm:}}'",
        "'{{resolve:{{resolve:ssm:x}}}}'",
        "!Ref ''",
        "!GetAtt .",
        "!If []",
        "!FindInMap []",
    ] {
        let told = template("bad.yaml", &with_bucket(value));
        let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
        assert!(!delivers, "{value}\n{told}");
    }
}

#[test]
fn templates_in_a_circle() {
    let nest = |path: &str| {
        format!(
            "{CLUSTER}  Nested: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {path}}}}}\n"
        )
    };
    beside(Given::default().file("a.yaml", &nest("./a.yaml")))
        .problem("a.yaml:4", "`a.yaml` is nested in itself, without end")
        .aside("broker-logs-off")
        .nothing_else();
    let told = beside(Given::default().file("a.yaml", &nest("b.yaml")).file("b.yaml", &nest("./a.yaml")));
    assert!(told.checked.report.paths.iter().any(|path| path.source.address == "Nested.Orders"), "{told}");
    told.problem("b.yaml:4", "`a.yaml` is nested in itself, without end")
        .aside("broker-logs-off")
        .nothing_else();
}

#[test]
fn names_in_a_circle() {
    for (more, value) in [
        ("  A: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref A}}\n", "!Ref A"),
        (
            "  A: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref B}}\n  B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub '${A}x'}}\n",
            "!Ref B",
        ),
        ("Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n", "!If [A, x, y]"),
        ("Parameters:\n  A: {Type: String, Default: !Ref A}\n", "!Ref A"),
    ] {
        let told = template("bad.yaml", &format!("{}{more}", with_bucket(value)));
        let words = ["refers to itself", "need one another"];
        let mut problems = told.checked.report.problems.iter();
        let named = problems.any(|it| words.iter().any(|words| it.message.contains(words)));
        let delivers = told.checked.report.paths.iter().any(|path| path.verdict.word() == "delivers");
        assert!(named && !delivers, "{more}\n{told}");
    }
}

#[test]
fn stacks_that_multiply() {
    let mut given = Given::default();
    for level in 0..9 {
        let stacks: String = (0..4)
            .map(|at| {
                let next = level + 1;
                format!("  S{at}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: ./kafka{next}.yaml}}}}\n")
            })
            .collect();
        given = given.file(&format!("kafka{level}.yaml"), &format!("Resources:\n{stacks}"));
    }
    let told = beside(given.file("kafka9.yaml", CLUSTER));
    let named = told.checked.report.problems.iter().any(|it| it.message.contains("too many nested stacks"));
    assert!(named, "what is not judged is not named");
}

#[test]
fn loops_that_multiply() {
    let items = |letter: char| (0..1_000).map(|at| format!("{letter}{at}")).collect::<Vec<_>>().join(", ");
    let mut body = "- 'C${L0}${L1}${L2}${L3}': {Type: AWS::MSK::Cluster}".to_owned();
    for level in 0..4 {
        let letter = char::from(b'a' + level);
        let inner = body.replace('\n', "\n    ");
        body = format!("- Fn::ForEach::L{level}:\n    - L{level}\n    - [{}]\n    {inner}", items(letter));
    }
    let body = body.trim_start_matches("- ").replace("\n    ", "\n  ");
    let text = format!("Transform: AWS::LanguageExtensions\nResources:\n  {}\n", body.replace('\n', "\n  "));
    let told = template("bad.yaml", &text);
    let problems: Vec<_> = told.checked.report.problems.iter().map(|it| it.message.as_str()).collect();
    assert!(problems.iter().any(|it| it.contains("cannot be unrolled")), "{problems:?}");
    assert!(peak().is_none_or(|peak| peak < MEMORY), "{:?}", peak());
}

#[test]
fn texts_that_double() {
    let mut conditions = "Conditions:\n  C0: !Equals [!Ref A, x]\n".to_owned();
    let mut buckets = String::new();
    for at in 1..60 {
        let last = at - 1;
        conditions += &format!("  C{at}: !And [!Condition C{last}, !Condition C{last}]\n");
        buckets += &format!(
            "  B{at}: {{Type: AWS::S3::Bucket, Properties: {{BucketName: !Sub '${{B{last}}}${{B{last}}}'}}}}\n"
        );
    }
    let text = format!(
        "Parameters: {{A: {{Type: String}}}}\n{conditions}{}    Condition: C59\n  B0: {{Type: AWS::S3::Bucket}}\n{buckets}",
        with_bucket("!Ref B59")
    );
    let told = template("bad.yaml", &text);
    let long = told.checked.report.findings.iter().map(|finding| finding.message.len()).max();
    assert!(long.is_none_or(|long| long < 2_000), "a message of {long:?} bytes");
    assert!(peak().is_none_or(|peak| peak < MEMORY), "{:?}", peak());
}

#[test]
fn ten_megabytes() {
    let much = 10 << 20;
    for text in [
        format!("{CLUSTER}    Metadata: \"{}\"\n", "x".repeat(much)),
        format!("{CLUSTER}{}", "# what is there to say\n".repeat(much / 23)),
        format!("{CLUSTER}    Metadata: |\n{}", "      text\n".repeat(much / 11)),
        format!(
            "{CLUSTER}{}",
            (0..much / 40).map(|at| format!("  Q{at}: {{Type: AWS::SQS::Queue}}\n")).collect::<String>()
        ),
    ] {
        let told = template("large.yaml", &text);
        assert!(told.checked.report.paths.iter().any(|path| path.source.address == "Orders"));
        told.aside("broker-logs-off").nothing_else();
    }
    assert!(peak().is_none_or(|peak| peak < MEMORY), "{:?}", peak());
}
