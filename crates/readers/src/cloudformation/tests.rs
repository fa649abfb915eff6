use super::Template;
use super::testing::*;
use crate::input::{Assumptions, Settings};
use crate::reading::Reading;
use model::{Model, SourceKind};

fn evaluate(files: &[(&str, &str)]) -> Reading {
    let files = Files::new(files);
    Template::open("t.yaml", &[], &files, &Settings::default()).evaluate(&Assumptions::default())
}

/// What is told about the text, each with the text at its place; the rest of it is read all the same.
fn told(text: &str, expected: &[(&str, &str)]) {
    let reading = evaluate(&[("t.yaml", text)]);
    let slice = |problem: &model::Problem| {
        let Some(span) = problem.span else { return String::new() };
        text.get(span.start as usize..span.end as usize).unwrap_or_default().to_owned()
    };
    let found: Vec<_> =
        reading.problems.iter().map(|problem| (problem.message.clone(), slice(problem))).collect();
    let expected: Vec<_> =
        expected.iter().map(|(message, place)| (message.to_string(), place.to_string())).collect();
    assert_eq!(found, expected, "{text}");
    assert!(reading.problems.iter().all(|problem| problem.path == "t.yaml"), "{text}");
}

fn addresses(model: &Model) -> Vec<String> {
    model.sources.iter().map(|source| source.place.address.clone()).collect()
}

const CLUSTER: &str = "Resources:\n  Cluster:\n    Type: AWS::MSK::Cluster\n";

#[test]
fn what_is_no_template() {
    told("a: [\n", &[("this `[` is not closed", "[")]);
    told("{\"a\": 1 \"b\": 2}", &[("`,` or `}` is expected here", "\"")]);
    told("- a\n", &[("a template must be an object with `Resources`", "- a")]);
    told("Resources: [a]\n", &[("`Resources` must be an object", "[a]")]);
    told("Resources:\n", &[]);
    told(&"[".repeat(100_000), &[("nested too deeply to be read", "[")]);
    let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    told(&deep, &[("nested too deeply to be read", "{")]);
}

#[test]
fn nothing_else_is_lost() {
    let text = format!("{CLUSTER}  A: {{Properties: {{}}}}\n  B: x\n  C: {{Type: !Ref x}}\nConditions: 1\n");
    let expected = [
        ("`Conditions` must be an object", "1"),
        ("the resource `A` has no `Type`", "A"),
        ("the resource `B` must be an object with a `Type`", "B"),
        ("the resource `C` has a `Type` that is not a plain string", "C"),
    ];
    told(&text, &expected);
    assert_eq!(addresses(&evaluate(&[("t.yaml", &text)]).model), ["Cluster"]);
    let text = format!("{CLUSTER}    Properties:\n      ClusterName: !Reff x\n");
    told(&text, &[("`!Reff` is not a tag that means anything here", "!Reff")]);
    assert_eq!(addresses(&evaluate(&[("t.yaml", &text)]).model), ["Cluster"]);
}

#[test]
fn keys_that_are_given_twice() {
    let text = format!("{CLUSTER}    Type: AWS::MSK::ServerlessCluster\n");
    told(&text, &[("`Type` is given twice, first in line 3, and the last one counts", "Type")]);
    let kinds: Vec<SourceKind> =
        evaluate(&[("t.yaml", &text)]).model.sources.iter().map(|source| source.kind).collect();
    assert_eq!(kinds, [SourceKind::ServerlessCluster]);
    let text = r#"{"Resources": {"A": {"Type": "AWS::MSK::Cluster"}, "A": {"Type": "AWS::S3::Bucket"}}}"#;
    told(text, &[("`A` is given twice, first in line 1, and the last one counts", "\"A\"")]);
}

#[test]
fn a_template_that_is_not_there() {
    let reading = evaluate(&[]);
    let problems: Vec<_> =
        reading.problems.iter().map(|it| (it.path.as_str(), it.message.as_str())).collect();
    assert_eq!(problems, [("t.yaml", "there is no template `t.yaml`")]);
}

#[test]
fn work_is_bounded() {
    let mut text = "Conditions:\n  C0: !Equals [a, b]\n".to_owned();
    for i in 1..500 {
        text += &format!("  C{i}: !And [!Condition C{}, !Condition C{}]\n", i - 1, i - 1);
    }
    text += CLUSTER;
    text += "    Condition: C499\n";
    let reading = evaluate(&[("t.yaml", &text)]);
    let told: Vec<_> = reading.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(told.iter().all(|told| *told == "the value is nested too deeply to be evaluated"), "{told:?}");
    assert_eq!(reading.model.sources.len(), 1);
}

const PARENT: &str = "
Resources:
  Logs: {Type: AWS::S3::Bucket}
  Kafka:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./nested/kafka.yaml
      Parameters: {Bucket: !Ref Logs, Zones: !Join [',', [a, b]]}
Outputs:
  Arn: {Value: !GetAtt Kafka.Outputs.Arn}
  Bucket: {Value: !GetAtt Kafka.Outputs.Bucket}
  Zone: {Value: !GetAtt Kafka.Outputs.Zone}
  None: {Value: !GetAtt Kafka.Outputs.Nothing}
";

const CHILD: &str = "
Parameters:
  Bucket: {Type: String}
  Zones: {Type: CommaDelimitedList}
  Free: {Type: String}
Resources:
  Cluster:
    Type: AWS::MSK::Cluster
    Properties:
      ClusterName: !Ref Free
      LoggingInfo: {BrokerLogs: {S3: {Enabled: true, Bucket: !Ref Bucket}}}
Outputs:
  Arn: {Value: !Ref Cluster}
  Bucket: {Value: !Sub '${Bucket}/*'}
  Zone: {Value: !Select [1, !Ref Zones]}
";

#[test]
fn nested_stacks() {
    let files = [("t.yaml", PARENT), ("nested/kafka.yaml", CHILD)];
    let reading = evaluate(&files);
    assert_eq!(reading.problems, []);
    let source = reading.model.sources.first().unwrap();
    assert_eq!(source.place.address, "Kafka.Cluster");
    assert_eq!(source.name.set().unwrap().to_string(), "${Kafka.Free}");
    let destination = source.logs.first().and_then(|log| log.destinations.first()).unwrap();
    let bucket = reading.model.buckets.first().unwrap();
    assert!(destination.name.set().unwrap().equals(&bucket.name).is_yes());
    let files = Files::new(&files);
    let out = |name: &str| output_of(&files, name, &Settings::default(), &Assumptions::default());
    assert_eq!(
        out("Arn"),
        "\"arn:aws:kafka:${AWS::Region}:${AWS::AccountId}:cluster/${Kafka.Free}/${Kafka.Cluster.Id}\""
    );
    assert_eq!(out("Bucket"), "\"${Logs}/*\"");
    assert_eq!(out("Zone"), "\"b\"");
    assert_eq!(out("None"), "fault: the nested template has no output `Nothing`");
}

#[test]
fn nested_stacks_that_are_not_here() {
    let reading = evaluate(&[("t.yaml", PARENT)]);
    let problems: Vec<_> = reading.problems.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(problems, ["there is no template `nested/kafka.yaml`"]);
    assert!(reading.model.sources.is_empty());
    let remote = PARENT.replace("./nested", "https://example.com");
    let reading = evaluate(&[("t.yaml", &remote)]);
    assert_eq!(reading.problems, []);
    let kinds: Vec<_> = reading.model.sources.iter().map(|it| (it.kind, it.place.address.as_str())).collect();
    assert_eq!(kinds, [(SourceKind::Module, "Kafka")]);
    let files = Files::new(&[("t.yaml", &remote)]);
    assert_eq!(
        output_of(&files, "Arn", &Settings::default(), &Assumptions::default()),
        "${Kafka.Outputs.Arn}"
    );
}

#[test]
fn templates_that_nest_each_other() {
    let text = "Resources:\n  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: t.yaml}}\n  B: {Type: AWS::MSK::Cluster}\n";
    let reading = evaluate(&[("t.yaml", text)]);
    let told: Vec<_> = reading.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(told, ["`t.yaml` is nested in itself, without end"]);
    assert_eq!(addresses(&reading.model), ["B"]);
}

#[test]
fn nested_stacks_of_the_cdk() {
    let text = r#"{"Resources": {"N": {"Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::URLSuffix"}, "/x"]]}},
        "Metadata": {"aws:asset:path": "N.nested.template.json"}}}}"#;
    let nested = r#"{"Resources": {"Cluster": {"Type": "AWS::MSK::Cluster"}}}"#;
    let reading = evaluate(&[("t.yaml", text), ("N.nested.template.json", nested)]);
    assert_eq!(addresses(&reading.model), ["N.Cluster"]);
}

#[test]
fn loops_make_resources() {
    let text = "
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Clusters:
    - Team
    - [Orders, Billing]
    - 'Cluster${Team}':
        Type: AWS::MSK::Cluster
        Properties: {ClusterName: !Sub 'kafka-${Team}'}
";
    for text in [text.to_owned(), as_json(text)] {
        let model = evaluate(&[("t.yaml", &text)]).model;
        assert_eq!(addresses(&model), ["ClusterOrders", "ClusterBilling"]);
        let names: Vec<_> = model
            .sources
            .iter()
            .filter_map(|source| source.name.set().map(|name| name.to_string()))
            .collect();
        assert_eq!(names, ["kafka-Orders", "kafka-Billing"]);
    }
}

#[test]
fn the_serverless_model_makes_what_is_named_after_its_resources() {
    let text = "
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 3}}
Resources:
  Writer: {Type: AWS::Serverless::Function}
Outputs:
  Role: {Value: !GetAtt WriterRole.Arn}
  Api: {Value: !Ref ServerlessRestApi}
  Gone: {Value: !GetAtt ReaderRole.Arn}
";
    for text in [text.to_owned(), as_json(text)] {
        let out = |name: &str| output(&text, name, &Settings::default(), &Assumptions::default());
        assert_eq!(out("Role"), "${WriterRole}");
        assert_eq!(out("Api"), "${ServerlessRestApi}");
        assert_eq!(out("Gone"), "fault: `ReaderRole` is not a resource of this template");
    }
}

#[test]
fn loops_that_multiply_are_cut_short() {
    let items = |letter: char| (0..60).map(|at| format!("{letter}{at}")).collect::<Vec<_>>().join(", ");
    let text = format!(
        "Resources:\n  Fn::ForEach::Outer:\n    - A\n    - [{}]\n    - Fn::ForEach::Inner:\n        - B\n        - [{}]\n        - 'C${{A}}${{B}}': {{Type: AWS::MSK::Cluster}}\n",
        items('x'),
        items('y')
    );
    let reading = evaluate(&[("t.yaml", &text)]);
    let told: Vec<_> = reading.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        told,
        ["`Fn::ForEach::Outer` cannot be unrolled: it makes more than the 500 entries that a stack can have"]
    );
    assert_eq!(reading.model.sources.len(), 500);
}

#[test]
fn values_that_a_parameter_does_not_allow() {
    let text = "Parameters:\n  Stage: {Type: String, AllowedValues: [prod, test]}\n  Zones: {Type: CommaDelimitedList, AllowedValues: [a, b]}\nOutputs:\n  Stage: {Value: !Ref Stage}\n  Zones: {Value: !Join ['', !Ref Zones]}\n".to_owned() + CLUSTER
        + "    Properties: {ClusterName: !Sub ['${A}${B}', {A: !Ref Stage, B: !Join ['', !Ref Zones]}]}\n";
    let told = |parameters: &[(&str, &str)]| {
        let files = Files::new(&[("t.yaml", &text)]);
        let reading =
            Template::open("t.yaml", &[], &files, &settings(parameters)).evaluate(&Assumptions::default());
        reading.problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(told(&[("Stage", "prod"), ("Zones", "b, a")]), [""; 0]);
    assert_eq!(
        told(&[("Stage", "dev"), ("Zones", "a,c")]),
        [
            "`Stage` is `dev`, and only `prod`, `test` are allowed",
            "`Zones` is `c`, and only `a`, `b` are allowed"
        ]
    );
}

#[test]
fn modules_of_the_registry_are_not_here() {
    let text = "Resources:\n  Orders: {Type: Acme::Kafka::Cluster::MODULE}\n  Other: {Type: Acme::Web::Site::MODULE}\n";
    let reading = evaluate(&[("t.yaml", text)]);
    let found: Vec<_> = reading.model.sources.iter().map(|it| (it.kind, it.place.address.as_str())).collect();
    assert_eq!(found, [(SourceKind::Module, "Orders")]);
}

#[test]
fn macros_may_declare_what_is_not_written() {
    let text = |transform: &str| {
        format!(
            "{transform}\n{CLUSTER}    Properties: {{LoggingInfo: {{BrokerLogs: {{S3: {{Enabled: true, Bucket: !Ref Made}}}}}}}}\n"
        )
    };
    let name = |transform: &str| {
        let model = evaluate(&[("t.yaml", &text(transform))]).model;
        let source = model.sources.into_iter().next().unwrap();
        let log = source.logs.into_iter().next().unwrap();
        log.destinations.into_iter().next().unwrap().name
    };
    assert_eq!(name("Transform: [AWS::LanguageExtensions, Own]").set().unwrap().to_string(), "${Made}");
    for transform in ["Transform: AWS::LanguageExtensions", "Transform: AWS::Serverless-2016-10-31"] {
        assert!(name(transform).value.why().unwrap().as_fault().is_some());
    }
}
