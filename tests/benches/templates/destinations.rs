//! The destinations of a generated cluster: its settings, and the resources beside it.

use crate::truth::Way;
use serde_json::{Map, Value, json};

/// Which resources a destination is made of, under one way to break it.
pub struct Destination {
    /// The property in `BrokerLogs`.
    pub name: &'static str,
    pub settings: Value,
    pub resources: Map<String, Value>,
}

fn is(way: Option<&Way>, words: &str) -> bool {
    way.is_some_and(|way| way.words == words)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn root_statement() -> Value {
    json!({
        "Sid": "Account", "Effect": "Allow",
        "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}},
        "Action": "kms:*", "Resource": "*"
    })
}

fn source_arn(service: &str) -> Value {
    json!({"Fn::Sub": format!("arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:*")})
}

fn bucket_statements(way: Option<&Way>) -> Vec<Value> {
    let principal = match is(way, "misspelt principal") {
        true => "delivery.log.amazonaws.com",
        false => "delivery.logs.amazonaws.com",
    };
    let service = if is(way, "source arn of kafka") { "kafka" } else { "logs" };
    let write = json!({
        "Sid": "AWSLogDeliveryWrite", "Effect": "Allow", "Principal": {"Service": principal},
        "Action": "s3:PutObject",
        "Resource": {"Fn::Join": ["", [{"Fn::GetAtt": ["LogBucket", "Arn"]}, "/AWSLogs/", {"Ref": "AWS::AccountId"}, "/*"]]},
        "Condition": {
            "StringEquals": {
                "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": {"Ref": "AWS::AccountId"}
            },
            "ArnLike": {"aws:SourceArn": source_arn(service)}
        }
    });
    let check = json!({
        "Sid": "AWSLogDeliveryAclCheck", "Effect": "Allow", "Principal": {"Service": principal},
        "Action": "s3:GetBucketAcl", "Resource": {"Fn::GetAtt": ["LogBucket", "Arn"]}
    });
    let everything = json!([{"Fn::GetAtt": ["LogBucket", "Arn"]}, {"Fn::Sub": "${LogBucket.Arn}/*"}]);
    let mut statements = vec![write, check];
    if is(way, "only readers") {
        statements = vec![json!({
            "Sid": "Readers", "Effect": "Allow",
            "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/analytics"}},
            "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": everything.clone()
        })];
    }
    if is(way, "denied outside of the organisation") {
        statements.push(json!({
            "Sid": "Organisation", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything.clone(),
            "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
        }));
    }
    statements.push(json!({
        "Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}}
    }));
    statements
}

fn log_key(way: Option<&Way>) -> Value {
    let mut statements = vec![root_statement()];
    if !is(way, "key of the account") {
        statements.push(json!({
            "Sid": "LogDelivery", "Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
        }));
    }
    let enabled = !is(way, "disabled key");
    json!({"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain", "Properties": {
        "EnableKeyRotation": true, "Enabled": enabled,
        "KeyPolicy": {"Version": "2012-10-17", "Statement": statements}
    }})
}

/// `encrypted`: with a customer key.
pub fn s3(way: Option<&Way>, encrypted: bool) -> Destination {
    let by_default = match (is(way, "key that AWS manages"), encrypted) {
        (true, _) => json!({"SSEAlgorithm": "aws:kms"}),
        (false, true) => {
            json!({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Fn::GetAtt": ["LogKey", "Arn"]}})
        }
        (false, false) => json!({"SSEAlgorithm": "AES256"}),
    };
    let mut resources = object(json!({
        "LogBucket": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "Properties": {
            "BucketName": {"Fn::Sub": "kafka-logs-${AWS::AccountId}-${Environment}"},
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true
            },
            "BucketEncryption": {"ServerSideEncryptionConfiguration": [
                {"BucketKeyEnabled": true, "ServerSideEncryptionByDefault": by_default}
            ]},
            "LifecycleConfiguration": {"Rules": [{"Id": "expire", "Status": "Enabled", "ExpirationInDays": 365}]}
        }},
        "LogBucketPolicy": {"Type": "AWS::S3::BucketPolicy", "Properties": {
            "Bucket": {"Ref": "LogBucket"},
            "PolicyDocument": {"Version": "2012-10-17", "Statement": bucket_statements(way)}
        }}
    }));
    if encrypted {
        resources.insert("LogKey".to_owned(), log_key(way));
    }
    let mut settings = object(json!({"Enabled": true, "Bucket": {"Ref": "LogBucket"}}));
    if is(way, "arn of the bucket") {
        settings.insert("Bucket".to_owned(), json!({"Fn::GetAtt": ["LogBucket", "Arn"]}));
    }
    if is(way, "no bucket") {
        settings.remove("Bucket");
    }
    if is(way, "prefix not covered") {
        settings.insert("Prefix".to_owned(), json!({"Fn::Sub": "kafka/${Environment}"}));
    }
    Destination { name: "S3", settings: Value::Object(settings), resources }
}

pub fn cloudwatch(way: Option<&Way>) -> Destination {
    let mut group = object(json!({
        "LogGroupName": {"Fn::Sub": "/msk/${Environment}/brokers"},
        "RetentionInDays": {"Ref": "RetentionInDays"}
    }));
    if is(way, "class of the log group") {
        group.insert("LogGroupClass".to_owned(), json!("DELIVERY"));
    }
    let mut resources = Map::new();
    if is(way, "key of the log group") {
        group.insert("KmsKeyId".to_owned(), json!({"Fn::GetAtt": ["GroupKey", "Arn"]}));
        let policy = json!({"Version": "2012-10-17", "Statement": [root_statement()]});
        resources.insert(
            "GroupKey".to_owned(),
            json!({"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": policy}}),
        );
    }
    resources.insert("BrokerLogs".to_owned(), json!({"Type": "AWS::Logs::LogGroup", "Properties": group}));
    let mut settings = object(json!({"Enabled": "true", "LogGroup": {"Ref": "BrokerLogs"}}));
    if is(way, "arn of the log group") {
        settings.insert("LogGroup".to_owned(), json!({"Fn::GetAtt": ["BrokerLogs", "Arn"]}));
    }
    if is(way, "reference to nothing") {
        settings.insert("LogGroup".to_owned(), json!({"Ref": "BrokerLog"}));
    }
    if is(way, "no log group") {
        settings.remove("LogGroup");
    }
    Destination { name: "CloudWatchLogs", settings: Value::Object(settings), resources }
}

pub fn firehose(way: Option<&Way>) -> Destination {
    let bucket = json!({"Fn::GetAtt": ["SearchBucket", "Arn"]});
    let covered = match is(way, "role of the stream") {
        true => bucket.clone(),
        false => json!([bucket.clone(), {"Fn::Sub": "${SearchBucket.Arn}/*"}]),
    };
    let mut stream = object(json!({
        "DeliveryStreamType": "DirectPut",
        "Tags": [{"Key": "LogDeliveryEnabled", "Value": "true"}],
        "ExtendedS3DestinationConfiguration": {
            "BucketARN": bucket, "RoleARN": {"Fn::GetAtt": ["StreamRole", "Arn"]},
            "BufferingHints": {"IntervalInSeconds": 300, "SizeInMBs": 64}, "CompressionFormat": "GZIP"
        }
    }));
    if is(way, "stream with a source") {
        stream.insert("DeliveryStreamType".to_owned(), json!("KinesisStreamAsSource"));
        let source = json!({"KinesisStreamARN": source_arn("kinesis"), "RoleARN": {"Fn::GetAtt": ["StreamRole", "Arn"]}});
        stream.insert("KinesisStreamSourceConfiguration".to_owned(), source);
    }
    let resources = object(json!({
        "SearchBucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Sub": "search-${AWS::AccountId}"}}},
        "StreamRole": {"Type": "AWS::IAM::Role", "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole"
            }]},
            "Policies": [{"PolicyName": "write", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow",
                "Action": [
                    "s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket",
                    "s3:ListBucketMultipartUploads", "s3:PutObject"
                ],
                "Resource": covered
            }]}}]
        }},
        "SearchStream": {"Type": "AWS::KinesisFirehose::DeliveryStream", "Properties": stream}
    }));
    let settings = match is(way, "no stream") {
        true => json!({"Enabled": true}),
        false => json!({"Enabled": true, "DeliveryStream": {"Ref": "SearchStream"}}),
    };
    Destination { name: "Firehose", settings, resources }
}
