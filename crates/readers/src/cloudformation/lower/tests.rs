use crate::cloudformation::testing::*;
use model::known::{Known, Setting, Text, Truth};
use model::{DestinationKind, IdentityKind, Log, Model, PolicySource, SourceKind, StreamInput};

/// The models of a template as YAML and as JSON, which are the same but for the places.
fn models(yaml: &str) -> [Model; 2] {
    let readings = [read(yaml), read(&as_json(yaml))];
    readings.map(|reading| {
        assert_eq!(reading.problems, [], "{yaml}");
        reading.model
    })
}

/// `show` of both models.
fn check(yaml: &str, show: fn(&Model) -> String, expected: &str) {
    for model in models(yaml) {
        assert_eq!(show(&model), expected, "{yaml}");
    }
}

fn truth(truth: &Truth) -> String {
    match truth {
        Truth::Yes => "yes".to_owned(),
        Truth::No => "no".to_owned(),
        Truth::Unknown(why) => match (why.as_fault(), why.questions()) {
            (Some(fault), _) => format!("fault: {}", fault.text),
            (None, []) => format!("unknown: {why}"),
            (None, questions) => format!("asks: {}", questions.join(", ")),
        },
    }
}

fn value<T: ToString>(setting: &Setting<T>) -> String {
    match &setting.value {
        Known::Set(value) => value.to_string(),
        Known::Absent => "absent".to_owned(),
        Known::Unknown(why) => truth(&Truth::Unknown(why.clone())),
    }
}

fn policy(setting: &model::PolicySetting) -> String {
    value(&setting.clone().map(|document| format!("{} statements", document.statements.len())))
}

fn sources(model: &Model) -> String {
    let mut lines = Vec::new();
    for source in &model.sources {
        let address = &source.place.address;
        lines.push(format!(
            "{} {address} {} exists {}",
            source.kind.word(),
            value(&source.name),
            truth(&source.place.exists)
        ));
        for config in &source.logs {
            let open = config.open.iter().map(|why| format!(" {}", truth(&Truth::Unknown(why.clone()))));
            lines.push(format!("{}{}", config.log.word(), open.collect::<String>()));
            for it in &config.destinations {
                let (exists, enabled) = (truth(&it.exists), value(&it.enabled));
                lines.push(format!(
                    "{} {exists} {enabled} {} {}",
                    it.kind.word(),
                    value(&it.name),
                    value(&it.prefix)
                ));
            }
        }
    }
    lines.join("\n")
}

/// A cluster with these lines as its logging info.
fn cluster(logging: &str) -> String {
    let logging = logging.replace('\n', "\n        ");
    format!(
        "
Parameters:
  On: {{Type: String}}
  Stage: {{Type: String}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Cluster:
    Type: AWS::MSK::Cluster
    Properties:
      ClusterName: orders
      LoggingInfo:
        {logging}
"
    )
}

#[test]
fn broker_and_authorizer_logs() {
    let yaml = cluster(
        "BrokerLogs:
  CloudWatchLogs: {Enabled: true, LogGroup: /msk/orders}
  S3: {Enabled: 'True', Bucket: logs, Prefix: p}
AuthorizerLogs:
  Firehose: {Enabled: no, DeliveryStream: !Ref Nobody}",
    );
    let expected = "cluster Cluster orders exists yes
broker
cloudwatch yes true /msk/orders absent
s3 yes true logs p
authorizer
firehose yes false fault: `Nobody` is neither a parameter nor a resource of this template absent";
    check(&yaml, sources, expected);
}

#[test]
fn switches_that_are_open() {
    let yaml = cluster(
        "BrokerLogs:
  CloudWatchLogs: {Enabled: !Ref On, LogGroup: a}
  Firehose: !If [IsProd, {Enabled: true, DeliveryStream: b}, !Ref 'AWS::NoValue']
  S3: {Enabled: !If [IsProd, true, false], Bucket: c}",
    );
    let expected = "cluster Cluster orders exists yes
broker
cloudwatch yes asks: On == \"true\" a absent
firehose asks: Stage == \"prod\" asks: Stage == \"prod\" asks: Stage == \"prod\" absent
s3 yes asks: Stage == \"prod\" c absent";
    check(&yaml, sources, expected);
    let yaml = cluster("!If [IsProd, {BrokerLogs: {}}, !Ref 'AWS::NoValue']");
    check(&yaml, sources, "cluster Cluster orders exists yes\nbroker asks: Stage == \"prod\"");
    check(
        &cluster("BrokerLogs: []"),
        sources,
        "cluster Cluster orders exists yes\nbroker fault: an object is wanted here, this is a list",
    );
}

#[test]
fn sources_of_every_kind() {
    let yaml = "
Parameters:
  On: {Type: String}
Conditions:
  Wanted: !Equals [!Ref On, 'yes']
  Never: !Equals [a, b]
Resources:
  Serverless: {Type: AWS::MSK::ServerlessCluster, Properties: {ClusterName: s}}
  Replicator:
    Type: AWS::MSK::Replicator
    Properties:
      ReplicatorName: r
      LogDelivery: {ReplicatorLogDelivery: {S3: {Enabled: true, Bucket: b}}}
  Connector:
    Type: AWS::KafkaConnect::Connector
    Condition: Wanted
    Properties:
      ConnectorName: !Sub 'c-${On}'
      LogDelivery: {WorkerLogDelivery: {CloudWatchLogs: {Enabled: true, LogGroup: g}}}
  Plain: {Type: AWS::MSK::Cluster}
  Gone: {Type: AWS::MSK::Cluster, Condition: Never}
  Topic: {Type: AWS::MSK::Topic}
";
    let expected = "serverless-cluster Serverless s exists yes
broker
replicator Replicator r exists yes
replicator
s3 yes true b absent
connector Connector c-${On} exists asks: On == \"yes\"
worker
cloudwatch yes true g absent
cluster Plain absent exists yes
broker";
    // JSON has its members in another order.
    let model = read(yaml).model;
    assert_eq!(sources(&model), expected);
    let kinds: Vec<SourceKind> = model.sources.iter().map(|source| source.kind).collect();
    let [.., last] = models(yaml);
    assert!(last.sources.iter().all(|source| kinds.contains(&source.kind)));
    assert_eq!(
        model.sources.first().map(|source| source.logs.first().map(|log| log.log)),
        Some(Some(Log::Broker))
    );
}

/// Resources beside a cluster, without which nothing is listed.
fn beside(resources: &str) -> String {
    format!("Resources:\n  Cluster: {{Type: AWS::MSK::Cluster}}\n{resources}")
}

const DOCUMENT: &str = "{Version: 2012-10-17, Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}";

#[test]
fn buckets_and_their_policies() {
    let yaml = beside(&format!(
        "  Logs:
    Type: AWS::S3::Bucket
    Properties:
      ObjectLockEnabled: true
      OwnershipControls: {{Rules: [{{ObjectOwnership: BucketOwnerEnforced}}]}}
      PublicAccessBlockConfiguration: {{BlockPublicPolicy: 'true'}}
      BucketEncryption:
        ServerSideEncryptionConfiguration:
        - BucketKeyEnabled: true
          ServerSideEncryptionByDefault: {{SSEAlgorithm: 'aws:kms', KMSMasterKeyID: !GetAtt Key.Arn}}
  Key: {{Type: AWS::KMS::Key}}
  Policy: {{Type: AWS::S3::BucketPolicy, Properties: {{Bucket: !Ref Logs, PolicyDocument: {DOCUMENT}}}}}
"
    ));
    let show = |model: &Model| {
        let bucket = model.buckets.iter().map(|it| {
            format!(
                "{} {} {} {}",
                it.name,
                value(&it.ownership),
                value(&it.object_lock),
                value(&it.block_public_policy)
            )
        });
        let encryption = model.bucket_encryptions.iter().map(|it| {
            format!(
                "{} {} {} {}",
                value(&it.bucket),
                value(&it.algorithm),
                value(&it.key),
                value(&it.bucket_key)
            )
        });
        let policies =
            model.bucket_policies.iter().map(|it| format!("{} {}", value(&it.bucket), policy(&it.policy)));
        bucket.chain(encryption).chain(policies).collect::<Vec<_>>().join("\n")
    };
    let expected = "${Logs} BucketOwnerEnforced true true
${Logs} aws:kms arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/${Key} true
${Logs} 1 statements";
    check(&yaml, show, expected);
}

#[test]
fn policies_in_every_form() {
    let form = |document: &str| {
        beside(&format!(
            "  P: {{Type: AWS::S3::BucketPolicy, Properties: {{Bucket: b, PolicyDocument: {document}}}}}\n"
        ))
    };
    let show = |model: &Model| model.bucket_policies.iter().map(|it| policy(&it.policy)).collect::<String>();
    check(&form(DOCUMENT), show, "1 statements");
    check(&form(r#"'{"Statement": [{"Effect": "Deny"}, {"Effect": "Deny"}]}'"#), show, "2 statements");
    check(&form(r#"!Sub '{"Statement": {"Resource": "${AWS::Region}"}}'"#), show, "1 statements");
    check(&form(&format!("!ToJsonString {DOCUMENT}")), show, "1 statements");
    check(
        &form("{Statement: [{Resource: !GetAtt Nobody.Arn}]}"),
        show,
        "fault: `Nobody` is not a resource of this template",
    );
    check(&form("'{'"), show, "fault: the policy is not JSON: this `{` is not closed");
    check(&form("!Ref 'AWS::NoValue'"), show, "absent");
}

#[test]
fn keys_and_aliases() {
    let yaml = beside(&format!(
        "  Key: {{Type: AWS::KMS::Key, Properties: {{Enabled: False, KeySpec: RSA_2048, KeyUsage: SIGN_VERIFY, KeyPolicy: {DOCUMENT}}}}}
  Replica: {{Type: AWS::KMS::ReplicaKey, Properties: {{KeyPolicy: {DOCUMENT}}}}}
  Same: {{Type: AWS::KMS::Alias, Properties: {{AliasName: alias/x, TargetKeyId: !Ref Key}}}}
"
    ));
    let show = |model: &Model| {
        let keys = model.keys.iter().map(|it| {
            format!(
                "{:?} {} {} {} {}",
                it.origin,
                it.id,
                value(&it.enabled),
                value(&it.spec),
                value(&it.usage)
            )
        });
        let policies =
            model.key_policies.iter().map(|it| format!("{} {}", value(&it.key), policy(&it.policy)));
        let aliases = model.aliases.iter().map(|it| format!("{} {} {}", it.name, it.arn, value(&it.target)));
        keys.chain(policies).chain(aliases).collect::<Vec<_>>().join("\n")
    };
    let expected = "Kms ${Key} false RSA_2048 SIGN_VERIFY
Replica ${Replica} absent absent absent
arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/${Key} 1 statements
arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/${Replica} 1 statements
alias/x arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/x ${Key}";
    check(&yaml, show, expected);
}

#[test]
fn log_groups_and_their_policies() {
    let yaml = beside(&format!(
        "  Group:
    Type: AWS::Logs::LogGroup
    Properties: {{LogGroupName: /msk, KmsKeyId: !GetAtt Key.Arn, LogGroupClass: DELIVERY, ResourcePolicyDocument: {DOCUMENT}}}
  Key: {{Type: AWS::KMS::Key}}
  Wide: {{Type: AWS::Logs::ResourcePolicy, Properties: {{PolicyName: w, PolicyDocument: '{{\"Statement\": []}}'}}}}
"
    ));
    let show = |model: &Model| {
        let groups = model
            .log_groups
            .iter()
            .map(|it| format!("{} {} {} {}", it.name, it.arn, value(&it.key), value(&it.class)));
        let policies = model
            .log_policies
            .iter()
            .map(|it| format!("{} {} {}", value(&it.name), value(&it.group), policy(&it.document)));
        groups.chain(policies).collect::<Vec<_>>().join("\n")
    };
    let arn = "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/msk";
    let key = "arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}";
    check(
        &yaml,
        show,
        &format!("/msk {arn} {key} DELIVERY\nabsent {arn} 1 statements\nw absent 0 statements"),
    );
}

#[test]
fn streams() {
    let show = |model: &Model| {
        let line = |it: &model::Stream| {
            let input = value(&it.input.clone().map(|input: StreamInput| format!("{input:?}")));
            format!(
                "{} {input} {} {} {} {}",
                it.name,
                value(&it.tag),
                value(&it.role),
                value(&it.bucket),
                value(&it.key)
            )
        };
        model.streams.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let stream = |properties: &str| {
        beside(&format!(
            "  S: {{Type: AWS::KinesisFirehose::DeliveryStream, Properties: {{{properties}}}}}\n"
        ))
    };
    let s3 = "ExtendedS3DestinationConfiguration: {RoleARN: r, BucketARN: b, EncryptionConfiguration: {KMSEncryptionConfig: {AWSKMSKeyARN: k}}}";
    let tags = "Tags: [{Key: Team, Value: x}, {Key: LogDeliveryEnabled, Value: true}]";
    check(&stream(&format!("DeliveryStreamName: s, {s3}, {tags}")), show, "s DirectPut true r b k");
    check(
        &stream("DeliveryStreamType: KinesisStreamAsSource"),
        show,
        "${S} Kinesis absent absent absent absent",
    );
    check(&stream("MSKSourceConfiguration: {TopicName: t}"), show, "${S} Msk absent absent absent absent");
    let splunk = "SplunkDestinationConfiguration: {S3Configuration: {RoleARN: r, BucketARN: b}}";
    check(&stream(splunk), show, "${S} DirectPut absent r b absent");
}

#[test]
fn identities_and_what_gives_them_policies() {
    let yaml = beside(&format!(
        "  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {DOCUMENT}
      PermissionsBoundary: arn:aws:iam::aws:policy/PowerUserAccess
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonMSKFullAccess, !Ref Managed]
      Policies: [{{PolicyName: p, PolicyDocument: {DOCUMENT}}}]
  User: {{Type: AWS::IAM::User, Properties: {{UserName: u}}}}
  Managed: {{Type: AWS::IAM::ManagedPolicy, Properties: {{PolicyDocument: {DOCUMENT}, Roles: [ops]}}}}
  Policy: {{Type: AWS::IAM::Policy, Properties: {{PolicyName: x, PolicyDocument: {DOCUMENT}, Users: [!Ref User], Groups: [g]}}}}
  Inline: {{Type: AWS::IAM::RolePolicy, Properties: {{PolicyName: x, RoleName: !Ref Role, PolicyDocument: {DOCUMENT}}}}}
"
    ));
    let source = |source: &PolicySource| match source {
        PolicySource::Inline(_, document) => policy(document),
        PolicySource::Managed(arn) => value(arn),
    };
    for model in models(&yaml) {
        let role = model.identities.iter().find(|it| it.kind == IdentityKind::Role).unwrap();
        assert_eq!(role.name.to_string(), "${Role}");
        assert_eq!(role.arn.to_string(), "arn:aws:iam::${AWS::AccountId}:role/${Role}");
        assert_eq!(policy(&role.trust), "1 statements");
        assert_eq!(value(&role.boundary), "arn:aws:iam::aws:policy/PowerUserAccess");
        let managed = "arn:aws:iam::${AWS::AccountId}:policy/${Managed}";
        let policies: Vec<String> = role.policies.iter().map(source).collect();
        assert_eq!(policies, ["1 statements", "arn:aws:iam::aws:policy/AmazonMSKFullAccess", managed]);
        let mut given: Vec<String> = model
            .attachments
            .iter()
            .map(|it| format!("{:?} {} {}", it.kind, value(&it.identity), source(&it.policy)))
            .collect();
        given.sort();
        let expected = [
            "Group g 1 statements",
            "Role ${Role} 1 statements",
            &format!("Role ops {managed}"),
            "User u 1 statements",
        ];
        assert_eq!(given, expected);
        assert_eq!(model.managed_policies.iter().map(|it| it.arn.to_string()).collect::<Vec<_>>(), [managed]);
    }
}

#[test]
fn places_are_those_of_the_template() {
    let yaml = cluster("BrokerLogs:\n  S3: {Enabled: true, Bucket: logs}");
    let slice = |span: Option<model::known::Span>| {
        let span = span.unwrap();
        yaml.get(span.start as usize..span.end as usize).unwrap()
    };
    let model = read(&yaml).model;
    let source = model.sources.first().unwrap();
    assert_eq!(slice(source.place.span), "Cluster");
    assert!(slice(source.place.whole).starts_with("Cluster:\n    Type:"));
    let config = source.logs.first().unwrap();
    assert_eq!(slice(config.span), "BrokerLogs");
    let destination = config.destinations.iter().find(|it| it.kind == DestinationKind::S3).unwrap();
    assert_eq!(slice(destination.span), "S3");
    assert_eq!(slice(destination.enabled.span), "Enabled: true");
    assert_eq!(slice(destination.name.span), "Bucket: logs");
    assert_eq!(slice(destination.name.set().and_then(Text::span)), "logs");
}

fn misplaced(model: &Model) -> String {
    let found = model.sources.iter().flat_map(|source| &source.misplaced);
    found.map(|it| it.text.clone()).collect::<Vec<_>>().join("\n")
}

fn check_misplaced(logging: &str, expected: &str) {
    check(&cluster(logging), misplaced, expected);
}

#[test]
fn settings_out_of_place() {
    check_misplaced("BrokerLogs: {S3: {Enabled: true}}", "");
    check_misplaced("BrokerLogs: {S3: !If [IsProd, {Enabled: true}, !Ref 'AWS::NoValue']}", "");
    check_misplaced(
        "S3: {Enabled: true}",
        "`S3` stands directly in `LoggingInfo`, where AWS does not read it",
    );
    check_misplaced("brokerLogs: {}", "`brokerLogs` is not in `LoggingInfo`: `BrokerLogs` is meant");
    check_misplaced(
        "BrokerLogs: {CloudWatch: {Enabled: true}}",
        "`CloudWatch` is not in `BrokerLogs`: `CloudWatchLogs` is meant",
    );
    check_misplaced("BrokerLogs: {Kinesis: {Enabled: true}}", "`BrokerLogs` has no property `Kinesis`");
    check_misplaced("BrokerLogs: {S3: {Enabled: true, BucketName: x}}", "`S3` has no property `BucketName`");
    check_misplaced("BrokerLogs: {S3: {Enabled: 'TRUE'}, Firehose: {Enabled: False}}", "");
    check_misplaced("BrokerLogs: {S3: {Enabled: 'yes'}}", "`Enabled` is `yes`, which CloudFormation refuses");
    check_misplaced("BrokerLogs: {S3: {Bucket: x}}", "`S3` without `Enabled`, which CloudFormation refuses");
    check_misplaced(
        "!If [IsProd, {S3: {Enabled: true}}, {}]",
        "`S3` stands directly in `LoggingInfo`, where AWS does not read it",
    );
    let resource = |lines: &str| format!("Resources:\n  C:\n    Type: AWS::MSK::Cluster\n{lines}");
    let beside = resource("    LoggingInfo: {}\n");
    check(
        &beside,
        misplaced,
        "`LoggingInfo` stands beside `Properties`, where CloudFormation does not read it",
    );
    let within = resource("    Properties: {BrokerNodeGroupInfo: {LoggingInfo: {}}}\n");
    check(&within, misplaced, "`LoggingInfo` stands in `BrokerNodeGroupInfo`, where AWS does not read it");
    let misspelt = resource("    Properties: {LogingInfo: {}}\n");
    check(
        &misspelt,
        misplaced,
        "`LogingInfo` is not in the properties of the resource: `LoggingInfo` is meant",
    );
}
