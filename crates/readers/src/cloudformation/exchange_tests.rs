//! Values between stacks: exports and imports, and what the CDK says beside its templates.

use super::Template;
use super::testing::*;
use crate::input::{Assumptions, Settings};
use model::Model;

const SHARED: &str = "
Parameters:
  Keep: {Type: String, AllowedValues: ['yes', 'no'], Default: 'yes'}
Conditions:
  Kept: !Equals [!Ref Keep, 'yes']
  Dropped: !Not [!Condition Kept]
Resources:
  Logs: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub '${AWS::StackName}-logs'}}
  Ignored: {Type: AWS::MSK::Cluster}
Outputs:
  Plain: {Value: !Ref Logs, Export: {Name: shared-logs}}
  Built: {Value: !GetAtt Logs.Arn, Export: {Name: !Sub '${AWS::StackName}-arn'}}
  Kept: {Condition: Kept, Value: kept, Export: {Name: kept}}
  Dropped: {Condition: Dropped, Value: dropped, Export: {Name: dropped}}
";

const USER: &str = "
Parameters:
  Network: {Type: String}
Resources:
  Cluster: {Type: AWS::MSK::Cluster, Properties: {ClusterName: !Ref AWS::StackName}}
Outputs:
  Plain: {Value: !ImportValue shared-logs}
  Built: {Value: !ImportValue {'Fn::Sub': '${Network}-arn'}}
  Kept: {Value: !ImportValue kept}
  Dropped: {Value: !ImportValue dropped}
  Free: {Value: !ImportValue {Ref: Network}}
  Other: {Value: !ImportValue other-logs}
";

fn out(name: &str, answers: &[(&str, bool)]) -> String {
    let files = Files::new(&[("t.yaml", USER), ("net/shared.yaml", SHARED)]);
    output_among(&files, &["net/shared.yaml"], name, &Settings::default(), &assuming(answers))
}

#[test]
fn imports_are_what_another_template_exports() {
    assert_eq!(out("Plain", &[]), "\"${net/shared.yaml:AWS::StackName}-logs\"");
    assert_eq!(out("Kept", &[]), "\"kept\"");
}

#[test]
fn whether_a_stack_is_the_one_that_is_meant_is_a_question() {
    let question = "Network == net/shared.yaml:AWS::StackName";
    assert_eq!(out("Built", &[]), format!("asks: {question}"));
    let arn = "\"arn:aws:s3:::${net/shared.yaml:AWS::StackName}-logs\"";
    assert_eq!(out("Built", &[(question, true)]), arn);
    assert_eq!(out("Built", &[(question, false)]), "${ImportValue(\"${Network}-arn\")}");
}

#[test]
fn imports_that_nothing_here_exports_are_not_known() {
    assert_eq!(out("Other", &[]), "${ImportValue(\"other-logs\")}");
    assert_eq!(out("Dropped", &[]), "${ImportValue(\"dropped\")}");
    assert_eq!(out("Free", &[]), "${ImportValue(Network)}");
}

fn model(files: &[(&str, &str)], partners: &[&str]) -> Model {
    let files = Files::new(files);
    let partners: Vec<String> = partners.iter().map(|path| path.to_string()).collect();
    let template = Template::open("t.yaml", &partners, &files, &Settings::default());
    let reading = template.evaluate(&Assumptions::default());
    assert_eq!(reading.problems, []);
    reading.model
}

#[test]
fn the_sources_are_those_of_the_template_and_the_rest_is_of_both() {
    let model = model(&[("t.yaml", USER), ("net/shared.yaml", SHARED)], &["net/shared.yaml"]);
    let sources: Vec<_> = model.sources.iter().map(|source| source.place.address.as_str()).collect();
    let buckets: Vec<_> = model.buckets.iter().map(|bucket| bucket.place.address.as_str()).collect();
    assert_eq!((sources, buckets), (vec!["Cluster"], vec!["net/shared.yaml:Logs"]));
}

#[test]
fn templates_that_import_from_each_other_end() {
    let circle = "
Resources: {Cluster: {Type: AWS::MSK::Cluster, Properties: {ClusterName: !ImportValue b}}}
Outputs: {A: {Value: !ImportValue b, Export: {Name: a}}}
";
    let other = "
Resources: {Logs: {Type: AWS::S3::Bucket}}
Outputs: {B: {Value: !ImportValue a, Export: {Name: b}}}
";
    let files = Files::new(&[("t.yaml", circle), ("b.yaml", other)]);
    let template = Template::open("t.yaml", &["b.yaml".to_owned()], &files, &Settings::default());
    assert_eq!(template.evaluate(&Assumptions::default()).model.sources.len(), 1);
}

const MANIFEST: &str = r#"{"version": "36.0.0", "artifacts": {
    "Orders.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Orders.assets.json"}},
    "Orders": {"type": "aws:cloudformation:stack", "environment": "aws://111122223333/eu-west-1",
        "properties": {"templateFile": "t.template.json", "parameters": {"Bucket": "given"}}}}}"#;

/// A template of the CDK without metadata, and the nested one that it uploads under a hash.
const SYNTHESIZED: &str = r#"{"Parameters": {"Bucket": {"Type": "String"}}, "Resources": {
    "Nested": {"Type": "AWS::CloudFormation::Stack", "Properties": {
        "TemplateURL": {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::URLSuffix"}, "/assets/0a1b.json"]]}}}},
    "Outputs": {"Home": {"Value": {"Fn::Sub": "${AWS::AccountId} ${AWS::Region} ${AWS::StackName} ${Bucket}"}}}}"#;

const ASSETS: &str = r#"{"files": {"0a1b": {"source": {"path": "Nested.nested.template.json", "packaging": "file"},
    "destinations": {"current": {"bucketName": "assets", "objectKey": "0a1b.json"}}}}}"#;

#[test]
fn a_cloud_assembly_says_where_its_stacks_go_and_what_they_nest() {
    let nested = r#"{"Resources": {"Cluster": {"Type": "AWS::MSK::Cluster"}}}"#;
    let files = Files::new(&[
        ("cdk.out/manifest.json", MANIFEST),
        ("cdk.out/t.template.json", SYNTHESIZED),
        ("cdk.out/t.assets.json", ASSETS),
        ("cdk.out/Nested.nested.template.json", nested),
    ]);
    let template = Template::open("cdk.out/t.template.json", &[], &files, &Settings::default());
    let reading = template.evaluate(&Assumptions::default());
    assert_eq!(reading.problems, []);
    let sources: Vec<_> = reading.model.sources.iter().map(|it| it.place.address.as_str()).collect();
    assert_eq!(sources, ["Nested.Cluster"]);
    let home = |settings: &Settings| {
        output_from(&files, "cdk.out/t.template.json", "Home", settings, &Assumptions::default())
    };
    assert_eq!(home(&Settings::default()), "\"111122223333 eu-west-1 Orders given\"");
    let said = Settings { region: Some("us-east-1".into()), ..settings(&[("Bucket", "mine")]) };
    assert_eq!(home(&said), "\"111122223333 us-east-1 Orders mine\"");
}

#[test]
fn a_manifest_that_is_no_json_is_told() {
    let files = Files::new(&[("t.template.json", SYNTHESIZED), ("manifest.json", "{\"artifacts\": ")]);
    let template = Template::open("t.template.json", &[], &files, &Settings::default());
    let problems = template.evaluate(&Assumptions::default()).problems;
    let told: Vec<_> = problems.iter().map(|it| (it.path.as_str(), it.message.as_str())).collect();
    assert_eq!(told, [("manifest.json", "the JSON text ends where a value is expected")]);
}
