use crate::cloudformation::testing::*;
use crate::input::{Assumptions, Settings};

/// Parameters and resources that all examples can use.
const GIVEN: &str = "
Parameters:
  Name: {Type: String}
  Stage: {Type: String, AllowedValues: [prod, test]}
  Size: {Type: Number, Default: 5}
  Flag: {Type: String, Default: True}
  Subnets: {Type: List<AWS::EC2::Subnet::Id>}
  Zones: {Type: CommaDelimitedList, Default: 'a, b ,c'}
  Path: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /logs/bucket}
Mappings:
  Regions:
    eu-west-1: {Bucket: logs-eu, Same: all}
    us-east-1: {Bucket: logs-us, Same: all}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Not [!Condition IsProd]
  Named: !Not [!Equals [!Ref Name, '']]
  Both: !And [!Condition IsProd, !Condition Named]
  Either: !Or [!Condition IsProd, !Condition Named]
  Always: !Equals [!Ref Size, '5']
  Never: !Not [!Condition Always]
  Zoned: !Equals [!Select [0, !GetAZs ''], !ImportValue x]
  Circle: !Not [!Condition Circle]
Resources:
  Logs: {Type: 'AWS::S3::Bucket'}
  Archive: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Sub '${AWS::AccountId}-archive'}}
  Key: {Type: 'AWS::KMS::Key'}
  Alias: {Type: 'AWS::KMS::Alias', Properties: {AliasName: alias/logs, TargetKeyId: !Ref Key}}
  Group: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: /msk/orders}}
  Stream: {Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: {DeliveryStreamName: orders}}
  Role: {Type: 'AWS::IAM::Role', Properties: {RoleName: deploy, Path: /ops/}}
  Policy: {Type: 'AWS::IAM::ManagedPolicy', Properties: {ManagedPolicyName: msk}}
  Cluster: {Type: 'AWS::MSK::Cluster', Properties: {ClusterName: orders}}
  Function: {Type: 'AWS::Lambda::Function'}
  Absent: {Type: 'AWS::S3::Bucket', Condition: Never}
  Loop: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Ref Loop}}
Outputs:
  X:
    Value: ";

fn outcome(value: &str, settings: &Settings, assumptions: &Assumptions) -> String {
    let yaml = format!("{GIVEN}{value}\n");
    let found = output(&yaml, "X", settings, assumptions);
    assert_eq!(found, output(&as_json(&yaml), "X", settings, assumptions), "{value} in JSON");
    found
}

fn check(value: &str, expected: &str) {
    assert_eq!(outcome(value, &Settings::default(), &Assumptions::default()), expected, "{value}");
}

fn check_when(value: &str, answers: &[(&str, bool)], expected: &str) {
    assert_eq!(
        outcome(value, &Settings::default(), &assuming(answers)),
        expected,
        "{value} when {answers:?}"
    );
}

#[test]
fn refs_of_resources() {
    check("!Ref Logs", "${Logs}");
    check("!Ref Archive", "\"${AWS::AccountId}-archive\"");
    check("!Ref Key", "${Key}");
    check("!Ref Alias", "\"alias/logs\"");
    check("!Ref Group", "\"/msk/orders\"");
    check("!Ref Stream", "\"orders\"");
    check("!Ref Role", "\"deploy\"");
    check("!Ref Policy", "\"arn:aws:iam::${AWS::AccountId}:policy/msk\"");
    check("!Ref Cluster", "\"arn:aws:kafka:${AWS::Region}:${AWS::AccountId}:cluster/orders/${Cluster.Id}\"");
    check("!Ref Function", "${Function}");
}

#[test]
fn attributes_of_resources() {
    check("!GetAtt Logs.Arn", "\"arn:aws:s3:::${Logs}\"");
    check("!GetAtt [Archive, Arn]", "\"arn:aws:s3:::${AWS::AccountId}-archive\"");
    check("!GetAtt Key.Arn", "\"arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}\"");
    check("!GetAtt Key.KeyId", "${Key}");
    check("!GetAtt Group.Arn", "\"arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/msk/orders:*\"");
    check(
        "!GetAtt Stream.Arn",
        "\"arn:aws:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/orders\"",
    );
    check("!GetAtt Role.Arn", "\"arn:aws:iam::${AWS::AccountId}:role/ops/deploy\"");
    check("!GetAtt Policy.PolicyArn", "\"arn:aws:iam::${AWS::AccountId}:policy/msk\"");
    check("!GetAtt Function.Arn", "${Function.Arn}");
}

#[test]
fn host_names_of_buckets() {
    check("!GetAtt Logs.DomainName", "\"${Logs}.s3.amazonaws.com\"");
    check("!GetAtt Logs.RegionalDomainName", "\"${Logs}.s3.${AWS::Region}.amazonaws.com\"");
    check("!GetAtt Logs.DualStackDomainName", "\"${Logs}.s3.dualstack.${AWS::Region}.amazonaws.com\"");
    check("!GetAtt Logs.WebsiteURL", "\"http://${Logs}.s3-website-${AWS::Region}.amazonaws.com\"");
}

#[test]
fn references_that_lead_nowhere() {
    check("!Ref Nobody", "fault: `Nobody` is neither a parameter nor a resource of this template");
    check("!GetAtt Nobody.Arn", "fault: `Nobody` is not a resource of this template");
    check("!GetAtt Logs", "fault: `Fn::GetAtt` takes a resource and an attribute, `Logs` is one name");
    check("!GetAtt Logs.ARN", "fault: `Logs` has no attribute `ARN`: `Arn` is meant");
    check("!Sub 'x-${Nobody}'", "fault: `Nobody` is neither a parameter nor a resource of this template");
    check("!Sub '${Nobody.Arn}/*'", "fault: `Nobody` is not a resource of this template");
    check("!Ref Absent", "fault: `Absent` is not created, since its condition does not hold");
    check("!If [On, a, b]", "fault: `Fn::If` takes the name of a condition");
    check("!If [Missing, a, b]", "fault: the condition `Missing` is not declared");
    check("!FindInMap [Nothing, a, b]", "fault: `Nothing` is not in the mapping");
    check("!Ref Loop", "fault: `Loop` refers to itself, which CloudFormation refuses");
    check("!If [Circle, a, b]", "fault: `condition Circle` refers to itself");
}

#[test]
fn parameters_and_pseudo_parameters() {
    check("!Ref Name", "${Name}");
    check("!Ref Size", "5");
    check("!Ref Flag", "true");
    check("!Ref Zones", r#"["a","b","c"]"#);
    check("!Ref Subnets", "${Subnets}");
    check("!Ref Path", "${ssm(\"/logs/bucket\")}");
    check("!Ref AWS::Region", "\"${AWS::Region}\"");
    check("!Ref AWS::Partition", "\"aws\"");
    check("!Ref AWS::URLSuffix", "\"amazonaws.com\"");
    check("!Ref AWS::StackName", "${AWS::StackName}");
    let home = Settings {
        account: Some("111122223333".into()),
        region: Some("cn-north-1".into()),
        ..settings(&[("Name", "first"), ("Name", "mine"), ("Subnets", "s-1,s-2")])
    };
    let with = |value: &str| outcome(value, &home, &Assumptions::default());
    assert_eq!(with("!Ref Name"), "\"mine\"");
    assert_eq!(with("!Select [1, !Ref Subnets]"), "\"s-2\"");
    let sub = "!Sub '${AWS::Partition} ${AWS::Region} ${AWS::AccountId} ${AWS::URLSuffix}'";
    assert_eq!(with(sub), "\"aws-cn cn-north-1 111122223333 amazonaws.com.cn\"");
}

#[test]
fn sub() {
    check("!Sub 'a-${Name}-${AWS::Region}'", "\"a-${Name}-${AWS::Region}\"");
    check("!Sub '${Logs.Arn}/*'", "\"arn:aws:s3:::${Logs}/*\"");
    check("!Sub ['${A}/${Size}/${ B }', {A: !Ref Group, B: x}]", "\"/msk/orders/5/x\"");
    check("!Sub '${!Literal} $ { } ${'", "\"${Literal} $ { } ${\"");
    check("!Sub ''", "\"\"");
    check("!Sub [a]", "\"a\"");
    check("!Sub [a, {}, c]", "fault: `Fn::Sub` takes a string, or a string and an object");
    check("!Sub '${Zones}'", "fault: a string is wanted here, this is a list");
    check("!Sub 'a${AWS::NoValue}'", "\"a\"");
    check("!Sub |-\n      {\"a\": \"${Name}\"}", r#""{\"a\": \"${Name}\"}""#);
}

#[test]
fn join_split_and_select() {
    check("!Join ['', ['arn:aws:s3:::', !Ref Logs, '/*']]", "\"arn:aws:s3:::${Logs}/*\"");
    check("!Join [',', !Ref Zones]", "\"a,b,c\"");
    check("!Join [',', !Ref Subnets]", "${Join(\",\", Subnets)}");
    check("!Join ['-', [a, !If [Always, b, c], !Ref 'AWS::NoValue']]", "\"a-b\"");
    check("!Join [a]", "fault: `Fn::Join` takes a list of 2");
    check("!Split ['/', a/b//c]", r#"["a","b","","c"]"#);
    check("!Select [6, !Split [':', !GetAtt Group.Arn]]", "\"/msk/orders\"");
    check(
        "!Select [0, !Split [':*', !GetAtt Group.Arn]]",
        "\"arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/msk/orders\"",
    );
    check("!Select ['1', [a, b]]", "\"b\"");
    check("!Select [2, [a, b]]", "fault: the index 2 is beyond the list's 2 items");
    check("!Select [0, !Split ['-', !Ref Name]]", "${Select(0, Split(\"-\", Name))}");
    check("!Select [1, !Ref Subnets]", "${Select(1, Subnets)}");
    check("!Select [0, x]", "fault: `Fn::Select` picks from a list, this is a string");
}

#[test]
fn maps() {
    check("!FindInMap [Regions, eu-west-1, Bucket]", "\"logs-eu\"");
    check("!FindInMap [Regions, !Ref AWS::Region, Same]", "\"all\"");
    check(
        "!FindInMap [Regions, !Ref AWS::Region, Bucket]",
        "${FindInMap(\"Regions\", AWS::Region, \"Bucket\")}",
    );
    check("!FindInMap [Regions, xx, Bucket]", "fault: `xx` is not in the mapping");
    check("!FindInMap [Regions, xx, Bucket, {DefaultValue: !Ref Logs}]", "${Logs}");
    let there = Settings { region: Some("us-east-1".into()), ..Settings::default() };
    let found = outcome("!FindInMap [Regions, !Ref AWS::Region, Bucket]", &there, &Assumptions::default());
    assert_eq!(found, "\"logs-us\"");
}

#[test]
fn conditions() {
    check("!If [Always, a, b]", "\"a\"");
    check("!If [Never, a, b]", "\"b\"");
    check("!If [Never, a, !Ref 'AWS::NoValue']", "null");
    check("!If [IsProd, a, b]", "asks: Stage == \"prod\"");
    check("!If [IsTest, a, b]", "asks: Stage == \"prod\"");
    check("!If [IsProd, a, a]", "\"a\"");
    check("!If [Named, a, b]", "asks: Name == \"\"");
    check("!If [Both, a, b]", "asks: Stage == \"prod\", Name == \"\"");
    check("!If [Zoned, a, b]", "asks: Select(0, GetAZs(\"\")) == ImportValue(\"x\")");
    check("!Equals [!Ref Stage, dev]", "false");
    check("!Equals [a, b]", "false");
    check("!Equals [true, 'true']", "true");
    check("!Equals [1, '1']", "true");
    check("!Not [!Equals [a, b]]", "true");
    check("!Join [',', !If [IsProd, [a], [b]]]", "asks: Stage == \"prod\"");
}

#[test]
fn one_answer_decides_all_that_hangs_on_it() {
    let prod = &[("Stage == \"prod\"", true)];
    check_when("!If [IsProd, a, b]", prod, "\"a\"");
    check_when("!If [IsTest, a, b]", prod, "\"b\"");
    check_when("!Sub 'logs-${Stage}'", prod, "\"logs-prod\"");
    let other = &[("Stage == \"prod\"", false)];
    check_when("!If [IsTest, a, b]", other, "\"a\"");
    check_when("!Ref Stage", other, "\"test\"");
    check_when("!If [Either, a, b]", &[("Stage == \"prod\"", false), ("Name == \"\"", true)], "\"b\"");
    check_when("!Ref Name", &[("Name == \"\"", true)], "\"\"");
}

#[test]
fn other_functions() {
    check("!Base64 abc", "\"YWJj\"");
    check("!Base64 {Ref: Name}", "${Base64(Name)}");
    check("!Cidr [10.0.0.0/16, 2, 8]", r#"["10.0.0.0/24","10.0.1.0/24"]"#);
    check("!Select [0, !Cidr [!Ref Name, 2, 8]]", "${Select(0, Cidr(Name, 2, 8))}");
    check("!GetAZs ''", "${GetAZs(\"\")}");
    check("!ImportValue logs", "${ImportValue(\"logs\")}");
    check("!Length [a, b]", "2");
    check("!Length {Ref: Subnets}", "${Length(Subnets)}");
    check("!ToJsonString {a: 1, b: [true, !Ref Name]}", r#""{\"a\":1,\"b\":[true,${Name}]}""#);
    check(
        "!Transform {Name: Secret, Parameters: {}}",
        "unknown: the macro `Secret` runs when the stack is created",
    );
    check("{'Fn::Nonsense': 1}", "unknown: `Fn::Nonsense` is not a function that CloudFormation has here");
}

#[test]
fn values_are_objects_and_lists_too() {
    check(
        "{a: !Ref Size, b: [x, !Ref 'AWS::NoValue'], c: !If [Never, x, !Ref 'AWS::NoValue']}",
        r#"{"a":5,"b":["x"]}"#,
    );
    check(
        "{On: 2012-10-17, n: 1.10, m: 007, y: yes}",
        r#"{"On":"2012-10-17","m":"007","n":"1.10","y":true}"#,
    );
    check("{Condition: x}", r#"{"Condition":"x"}"#);
    check(
        "{'Fn::ForEach::L': [I, [a, b-c], {'k${I}': 'v-${I}', 'l&{I}': !Ref I}]}",
        r#"{"ka":"v-a","kb-c":"v-b-c","la":"a","lbc":"b-c"}"#,
    );
}

#[test]
fn texts_do_not_grow_without_bound() {
    let mut yaml =
        "Resources:\n  R0: {Type: 'AWS::S3::Bucket', Properties: {BucketName: abcdefgh}}\n".to_owned();
    for i in 1..100 {
        let name = format!("!Sub '${{R{}}}${{R{}}}'", i - 1, i - 1);
        yaml += &format!("  R{i}: {{Type: 'AWS::S3::Bucket', Properties: {{BucketName: {name}}}}}\n");
    }
    let last = |value: &str| {
        let yaml = format!("{yaml}Outputs:\n  X: {{Value: {value}}}\n");
        output(&yaml, "X", &Settings::default(), &Assumptions::default())
    };
    assert_eq!(last("!Ref R10").len(), 8 * 1024 + 2);
    assert_eq!(last("!Ref R15"), "unknown: the text is too long to be put together");
    assert!(last("!Ref R99").len() < 1_000_000);
    let nested = "{'Fn::ToJsonString': {a: ".repeat(30) + "x" + &"}}".repeat(30);
    assert_eq!(last(&nested), "unknown: JSON strings within each other are too deep to be followed");
    let open = format!("!Sub '{}'", "${".repeat(100_000));
    assert_eq!(last(&open).len(), 200_002);
}

#[test]
fn dynamic_references() {
    check("'{{resolve:ssm:/logs/bucket}}'", "${ssm(\"/logs/bucket\")}");
    check("!Join ['', ['{{resolve:ssm:', /logs/bucket, '}}']]", "${ssm(\"/logs/bucket\")}");
    check("!Sub 'arn:aws:s3:::{{resolve:ssm:${Name}}}/*'", "\"arn:aws:s3:::${ssm(Name)}/*\"");
    check("'{{resolve:ssm:/logs/bucket:3}}'", "${resolve(\"ssm:/logs/bucket:3\")}");
    check("'{{resolve:secretsmanager:a:SecretString:b}}'", "${resolve(\"secretsmanager:a:SecretString:b\")}");
    check("'{{resolve:ssm:/logs'", "\"{{resolve:ssm:/logs\"");
    check("'${self:custom.bucket}'", "${serverless(\"self:custom.bucket\")}");
    check("'logs-${opt:stage, 1}'", "\"logs-${serverless(\"opt:stage, 1\")}\"");
    check(
        "!Sub '${self:custom.${opt:stage}.name}-x'",
        "\"${serverless(\"self:custom.${opt:stage}.name\")}-x\"",
    );
    check("'${selfish}${self:open'", "\"${selfish}${self:open\"");
    check("'${ssm:/logs/bucket}'", "${serverless(\"ssm:/logs/bucket\")}");
    for variable in ["${s3:prefix}", "${ssm:resourceTag/team}", "${aws:username}", "${kms:ViaService}"] {
        check(&format!("'logs/{variable}'"), &format!("\"logs/{variable}\""));
    }
}
