//! The answers of AWS about an account: a cluster with three destinations, what they need, and as much
//! that is about something else.

use crate::random::Random;
use crate::truth::{Way, Written, way};
use serde_json::{Value, json};
use std::io;
use std::path::Path;

const SEED: u64 = 0x616e_7377_6572_7301;
const REGION: &str = "eu-central-1";

static WAYS: [Way; 9] = [
    way("source arn of kafka", "s3", "bucket-policy-mismatch"),
    way("only readers", "s3", "bucket-policy-missing-delivery"),
    way("key of the account", "s3", "key-policy-missing-delivery"),
    way("disabled key", "s3", "unusable-key"),
    way("key that AWS manages", "s3", "bucket-key-unreadable"),
    way("key of the log group", "cloudwatch", "log-group-key-denies-logs"),
    way("stream with a source", "firehose", "stream-not-direct-put"),
    way("role reads only", "firehose", "stream-role-cannot-write"),
    way("class of the log group", "cloudwatch", "log-group-class"),
];

/// Names and numbers of one account.
struct Account {
    number: usize,
    id: String,
    key: String,
    way: Option<&'static Way>,
}

impl Account {
    fn is(&self, words: &str) -> bool {
        self.way.is_some_and(|way| way.words == words)
    }

    fn bucket(&self) -> String {
        format!("broker-logs-{:05}", self.number)
    }

    fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:aws:{service}:{REGION}:{}:{resource}", self.id)
    }

    fn key_arn(&self) -> String {
        self.arn("kms", &format!("key/{}", self.key))
    }
}

pub fn write(place: &Path, accounts: usize) -> io::Result<Written> {
    let mut written = Written::default();
    let mut random = Random::new(SEED);
    for number in 0..accounts {
        let mut hex = |width: usize| format!("{:0width$x}", random.next() >> (64 - 4 * width));
        let groups: Vec<String> = [8, 4, 4, 4, 12].into_iter().map(&mut hex).collect();
        let account = Account {
            number,
            id: format!("{:012}", 100_000_000_000_usize + number * 7_919),
            key: groups.join("-"),
            way: (number % 2 == 0).then(|| &WAYS[number / 2 % WAYS.len()]),
        };
        let name = format!("a{number:05}");
        let folder = place.join(&name);
        std::fs::create_dir_all(&folder)?;
        for (file, answer) in answers(&account).into_iter().chain(others(&account, &mut random)) {
            written.file(&folder, &file, &serde_json::to_string_pretty(&answer)?)?;
        }
        let good = [("cloudwatch", "delivers"), ("firehose", "delivers"), ("s3", "delivers")];
        written.truth(&name, account.way, &good, &[]);
    }
    Ok(written)
}

fn answers(account: &Account) -> Vec<(String, Value)> {
    let bucket = account.bucket();
    vec![
        ("describe-cluster.json".to_owned(), cluster(account)),
        (format!("get-bucket-policy.{bucket}.json"), bucket_policy(account)),
        (format!("get-bucket-encryption.{bucket}.json"), encryption(account)),
        ("describe-key.json".to_owned(), key(account)),
        (format!("get-key-policy.{}.json", account.key), key_policy(account)),
        ("describe-log-groups.json".to_owned(), log_groups(account)),
        ("describe-delivery-stream.json".to_owned(), stream(account)),
        (
            "list-tags-for-delivery-stream.broker-logs.json".to_owned(),
            json!({"Tags": [{"Key": "LogDeliveryEnabled", "Value": "true"}], "HasMoreTags": false}),
        ),
        ("get-role.json".to_owned(), role(account)),
        ("get-role-policy.json".to_owned(), role_policy(account)),
        (
            "list-role-policies.stream.json".to_owned(),
            json!({"PolicyNames": ["write"], "IsTruncated": false}),
        ),
        (
            "list-attached-role-policies.stream.json".to_owned(),
            json!({"AttachedPolicies": [], "IsTruncated": false}),
        ),
    ]
}

fn cluster(account: &Account) -> Value {
    json!({"ClusterInfo": {
        "BrokerNodeGroupInfo": {"ClientSubnets": ["subnet-1", "subnet-2", "subnet-3"], "InstanceType": "kafka.m7g.large"},
        "ClusterArn": account.arn("kafka", &format!("cluster/orders/{}-5", account.key)),
        "ClusterName": "orders",
        "CurrentBrokerSoftwareInfo": {"KafkaVersion": "3.9.x"},
        "EnhancedMonitoring": "PER_BROKER",
        "LoggingInfo": {"BrokerLogs": {
            "CloudWatchLogs": {"Enabled": true, "LogGroup": "/msk/orders"},
            "Firehose": {"Enabled": true, "DeliveryStream": "broker-logs"},
            "S3": {"Enabled": true, "Bucket": account.bucket(), "Prefix": "msk"}
        }},
        "NumberOfBrokerNodes": 3,
        "State": "ACTIVE",
        "Tags": {}
    }})
}

/// As AWS answers: the policy is a string.
fn policy(statements: &[Value]) -> Value {
    json!({"Policy": json!({"Version": "2012-10-17", "Statement": statements}).to_string()})
}

fn bucket_policy(account: &Account) -> Value {
    let arn = format!("arn:aws:s3:::{}", account.bucket());
    let service = if account.is("source arn of kafka") { "kafka" } else { "logs" };
    let guard = json!({
        "StringEquals": {"aws:SourceAccount": account.id},
        "ArnLike": {"aws:SourceArn": account.arn(service, "*")}
    });
    let delivery = json!({"Service": "delivery.logs.amazonaws.com"});
    let object = format!("{arn}/msk/AWSLogs/{}/*", account.id);
    let mut statements = vec![
        json!({"Sid": "Write", "Effect": "Allow", "Principal": delivery, "Action": "s3:PutObject", "Resource": object, "Condition": guard}),
        json!({"Sid": "Check", "Effect": "Allow", "Principal": delivery, "Action": "s3:GetBucketAcl", "Resource": arn, "Condition": guard}),
    ];
    if account.is("only readers") {
        let reader = format!("arn:aws:iam::{}:role/analytics", account.id);
        statements = vec![
            json!({"Sid": "Readers", "Effect": "Allow", "Principal": {"AWS": reader}, "Action": "s3:GetObject", "Resource": format!("{arn}/*")}),
        ];
    }
    statements.push(json!({
        "Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, format!("{arn}/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}}
    }));
    policy(&statements)
}

fn encryption(account: &Account) -> Value {
    let default = match account.is("key that AWS manages") {
        true => json!({"SSEAlgorithm": "aws:kms"}),
        false => json!({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": account.key_arn()}),
    };
    let rule = json!({"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": true});
    json!({"ServerSideEncryptionConfiguration": {"Rules": [rule]}})
}

fn key(account: &Account) -> Value {
    let state = if account.is("disabled key") { "Disabled" } else { "Enabled" };
    json!({"KeyMetadata": {
        "AWSAccountId": account.id, "KeyId": account.key, "Arn": account.key_arn(), "Enabled": state == "Enabled",
        "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": state, "Origin": "AWS_KMS", "KeyManager": "CUSTOMER",
        "KeySpec": "SYMMETRIC_DEFAULT", "MultiRegion": false
    }})
}

fn key_policy(account: &Account) -> Value {
    let actions =
        json!(["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]);
    let root = format!("arn:aws:iam::{}:root", account.id);
    let mut statements = vec![
        json!({"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}),
    ];
    if !account.is("key of the log group") {
        statements.push(json!({
            "Sid": "Groups", "Effect": "Allow", "Principal": {"Service": format!("logs.{REGION}.amazonaws.com")},
            "Action": actions, "Resource": "*",
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": account.arn("logs", "log-group:*")}}
        }));
    }
    if !account.is("key of the account") {
        statements.push(json!({
            "Sid": "Delivery", "Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": actions, "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAccount": account.id}}
        }));
    }
    policy(&statements)
}

fn log_groups(account: &Account) -> Value {
    let class = if account.is("class of the log group") { "DELIVERY" } else { "STANDARD" };
    let group = |name: String, class: &str| {
        let arn = account.arn("logs", &format!("log-group:{name}"));
        // A key that cannot be used would break both ways.
        let key = if account.is("disabled key") { Value::Null } else { json!(account.key_arn()) };
        json!({"logGroupName": name, "arn": format!("{arn}:*"), "logGroupArn": arn, "logGroupClass": class,
            "kmsKeyId": key, "retentionInDays": 30, "storedBytes": 0, "metricFilterCount": 0})
    };
    let others = (0..30).map(|at| group(format!("/aws/lambda/function-{at:03}"), "STANDARD"));
    let groups: Vec<Value> = others.chain([group("/msk/orders".to_owned(), class)]).collect();
    json!({ "logGroups": groups })
}

fn stream(account: &Account) -> Value {
    let input = if account.is("stream with a source") { "KinesisStreamAsSource" } else { "DirectPut" };
    json!({"DeliveryStreamDescription": {
        "DeliveryStreamName": "broker-logs", "DeliveryStreamARN": account.arn("firehose", "deliverystream/broker-logs"),
        "DeliveryStreamStatus": "ACTIVE", "DeliveryStreamType": input, "VersionId": "1",
        "Destinations": [{"DestinationId": "destinationId-000000000001", "ExtendedS3DestinationDescription": {
            "RoleARN": format!("arn:aws:iam::{}:role/stream", account.id),
            "BucketARN": format!("arn:aws:s3:::{}", account.bucket()), "Prefix": "stream/",
            "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"}
        }}],
        "HasMoreDestinations": false
    }})
}

fn role(account: &Account) -> Value {
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole"
    }]});
    json!({"Role": {
        "Path": "/", "RoleName": "stream", "RoleId": "AROAEXAMPLE", "AssumeRolePolicyDocument": trust,
        "Arn": format!("arn:aws:iam::{}:role/stream", account.id), "MaxSessionDuration": 3600
    }})
}

fn role_policy(account: &Account) -> Value {
    let write = if account.is("role reads only") { "s3:GetObject" } else { "s3:PutObject" };
    let bucket = format!("arn:aws:s3:::{}", account.bucket());
    json!({"RoleName": "stream", "PolicyName": "write", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": [write, "s3:AbortMultipartUpload"], "Resource": format!("{bucket}/*")},
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": bucket},
        {"Effect": "Allow", "Action": "kms:GenerateDataKey", "Resource": "*"}
    ]}})
}

/// Answers of other services, which nobody needs here.
fn others(account: &Account, random: &mut Random) -> Vec<(String, Value)> {
    let instance = |at: usize| {
        json!({"InstanceId": format!("i-{at:017x}"), "InstanceType": "m7g.large", "State": {"Code": 16, "Name": "running"},
            "Tags": [{"Key": "Name", "Value": format!("worker-{at}")}, {"Key": "team", "Value": "orders"}]})
    };
    let count = random.between(5, 40);
    let instances: Vec<Value> = (0..count).map(instance).collect();
    let function = |at: usize| {
        json!({"FunctionName": format!("function-{at:03}"), "Runtime": "nodejs22.x", "Handler": "index.handler",
            "FunctionArn": account.arn("lambda", &format!("function:function-{at:03}"))})
    };
    let functions: Vec<Value> = (0..count).map(function).collect();
    vec![
        (
            "describe-instances.json".to_owned(),
            json!({"Reservations": [{"OwnerId": account.id, "Instances": instances}]}),
        ),
        ("list-functions.json".to_owned(), json!({ "Functions": functions })),
    ]
}
