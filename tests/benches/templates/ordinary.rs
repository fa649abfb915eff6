//! Ordinary AWS resources: what a template holds beside, or in place of, a cluster.

use crate::random::Random;
use serde_json::{Map, Value, json};

const TEAMS: [&str; 8] =
    ["orders", "payments", "catalogue", "search", "billing", "identity", "shipping", "reports"];

/// Parameters, mappings and conditions that every template has.
pub fn frame(name: &str) -> Map<String, Value> {
    let frame = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": format!("Everything that {name} runs on"),
        "Parameters": {
            "Environment": {
                "Type": "String",
                "Description": "Where this runs",
                "AllowedValues": ["production", "staging", "development"],
                "Default": "production"
            },
            "SubnetIds": {"Type": "List<AWS::EC2::Subnet::Id>", "Description": "Private subnets"},
            "NetworkStack": {"Type": "String", "Default": "network"},
            "RetentionInDays": {"Type": "Number", "Default": 30, "MinValue": 1, "MaxValue": 3653}
        },
        "Mappings": {
            "Sizes": {
                "production": {"Instance": "m7g.xlarge", "Count": "3"},
                "staging": {"Instance": "m7g.large", "Count": "2"},
                "development": {"Instance": "t4g.medium", "Count": "1"}
            }
        },
        "Conditions": {
            "IsProduction": {"Fn::Equals": [{"Ref": "Environment"}, "production"]},
            "IsSmall": {"Fn::Not": [{"Condition": "IsProduction"}]}
        }
    });
    match frame {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// One or several resources under names that begin with `name`.
pub fn block(name: &str, random: &mut Random) -> Vec<(String, Value)> {
    let team = random.pick(&TEAMS);
    let number = random.between(10, 99);
    let block = random.pick(&[network, function, queue, table, service, database, alarms, topic]);
    let resources = block(team, number);
    resources.into_iter().map(|(kind, resource)| (format!("{name}{kind}"), renamed(resource, name))).collect()
}

/// References within a block go to its own resources.
fn renamed(resource: Value, name: &str) -> Value {
    match resource {
        Value::String(words) => Value::String(words.replace("OWN", name)),
        Value::Array(items) => items.into_iter().map(|item| renamed(item, name)).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(key, value)| (key, renamed(value, name))).collect()
        }
        other => other,
    }
}

fn tags(team: &str) -> Value {
    json!([
        {"Key": "Team", "Value": team},
        {"Key": "Environment", "Value": {"Ref": "Environment"}},
        {"Key": "Name", "Value": {"Fn::Sub": format!("{team}-${{Environment}}")}}
    ])
}

type Resources = Vec<(&'static str, Value)>;

fn network(team: &str, number: usize) -> Resources {
    let subnet = |at: usize| {
        json!({"Type": "AWS::EC2::Subnet", "Properties": {
            "VpcId": {"Ref": "OWNVpc"},
            "CidrBlock": {"Fn::Select": [at, {"Fn::Cidr": [format!("10.{number}.0.0/16"), 6, 8]}]},
            "AvailabilityZone": {"Fn::Select": [at, {"Fn::GetAZs": ""}]},
            "Tags": tags(team)
        }})
    };
    let vpc = json!({"Type": "AWS::EC2::VPC", "Properties": {
        "CidrBlock": format!("10.{number}.0.0/16"), "EnableDnsHostnames": true, "EnableDnsSupport": true,
        "Tags": tags(team)
    }});
    vec![("Vpc", vpc), ("SubnetA", subnet(0)), ("SubnetB", subnet(1))]
}

fn function(team: &str, number: usize) -> Resources {
    let role = json!({"Type": "AWS::IAM::Role", "Properties": {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"
        }]},
        "ManagedPolicyArns": [
            {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"}
        ],
        "Policies": [{"PolicyName": "read-table", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"],
            "Resource": {"Fn::Sub": format!(
                "arn:${{AWS::Partition}}:dynamodb:${{AWS::Region}}:${{AWS::AccountId}}:table/{team}-{number}"
            )}
        }]}}]
    }});
    let function = json!({"Type": "AWS::Lambda::Function", "DependsOn": "OWNRole", "Properties": {
        "FunctionName": {"Fn::Sub": format!("{team}-{number}-${{Environment}}")},
        "Runtime": "python3.13", "Handler": "main.handler", "Timeout": 30, "MemorySize": 512,
        "Role": {"Fn::GetAtt": ["OWNRole", "Arn"]},
        "Code": {"ZipFile": "import json\n\ndef handler(event, context):\n    return {'statusCode': 200}\n"},
        "Environment": {"Variables": {"STAGE": {"Ref": "Environment"}, "LEVEL": {"Fn::If": ["IsProduction", "warn", "debug"]}}},
        "VpcConfig": {"SubnetIds": {"Ref": "SubnetIds"}, "SecurityGroupIds": [
            {"Fn::ImportValue": {"Fn::Sub": "${NetworkStack}-InternalSecurityGroup"}}
        ]},
        "Tags": tags(team)
    }});
    vec![("Role", role), ("Function", function)]
}

fn queue(team: &str, number: usize) -> Resources {
    let failed = json!({"Type": "AWS::SQS::Queue", "Properties": {
        "MessageRetentionPeriod": 1209600, "KmsMasterKeyId": "alias/aws/sqs", "Tags": tags(team)
    }});
    let queue = json!({"Type": "AWS::SQS::Queue", "UpdateReplacePolicy": "Retain", "DeletionPolicy": "Retain", "Properties": {
        "QueueName": {"Fn::Join": ["-", [team, {"Ref": "Environment"}, number.to_string()]]},
        "VisibilityTimeout": number * 10,
        "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["OWNFailed", "Arn"]}, "maxReceiveCount": 5},
        "Tags": tags(team)
    }});
    let policy = json!({"Type": "AWS::SQS::QueuePolicy", "Properties": {
        "Queues": [{"Ref": "OWNQueue"}],
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": {"Fn::GetAtt": ["OWNQueue", "Arn"]},
            "Condition": {"ArnLike": {"aws:SourceArn": {"Fn::Sub": "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/*"}}}
        }]}
    }});
    vec![("Failed", failed), ("Queue", queue), ("QueuePolicy", policy)]
}

fn table(team: &str, number: usize) -> Resources {
    let table = json!({"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Retain", "Properties": {
        "TableName": format!("{team}-{number}"), "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": {"Fn::If": ["IsProduction", true, false]}},
        "SSESpecification": {"SSEEnabled": true}, "Tags": tags(team)
    }});
    vec![("Table", table)]
}

fn service(team: &str, number: usize) -> Resources {
    let task = json!({"Type": "AWS::ECS::TaskDefinition", "Properties": {
        "Family": format!("{team}-{number}"), "Cpu": "512", "Memory": "1024", "NetworkMode": "awsvpc",
        "RequiresCompatibilities": ["FARGATE"],
        "ContainerDefinitions": [{
            "Name": team,
            "Image": {"Fn::Sub": format!("${{AWS::AccountId}}.dkr.ecr.${{AWS::Region}}.${{AWS::URLSuffix}}/{team}:{number}")},
            "PortMappings": [{"ContainerPort": 8080}],
            "LogConfiguration": {"LogDriver": "awslogs", "Options": {
                "awslogs-group": {"Ref": "OWNLogs"}, "awslogs-region": {"Ref": "AWS::Region"}, "awslogs-stream-prefix": team
            }}
        }]
    }});
    let logs =
        json!({"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": {"Ref": "RetentionInDays"}}});
    let service = json!({"Type": "AWS::ECS::Service", "Properties": {
        "Cluster": {"Fn::ImportValue": {"Fn::Sub": "${NetworkStack}-Containers"}},
        "DesiredCount": {"Fn::FindInMap": ["Sizes", {"Ref": "Environment"}, "Count"]},
        "TaskDefinition": {"Ref": "OWNTask"}, "LaunchType": "FARGATE",
        "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": {"Ref": "SubnetIds"}, "AssignPublicIp": "DISABLED"}}
    }});
    vec![("Task", task), ("Logs", logs), ("Service", service)]
}

fn database(team: &str, number: usize) -> Resources {
    let database = json!({"Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Snapshot", "Properties": {
        "DBInstanceIdentifier": {"Fn::Sub": format!("{team}-{number}-${{Environment}}")},
        "DBInstanceClass": {"Fn::Sub": ["db.${Size}", {"Size": {"Fn::FindInMap": ["Sizes", {"Ref": "Environment"}, "Instance"]}}]},
        "Engine": "postgres", "EngineVersion": "17.2", "AllocatedStorage": "100", "StorageEncrypted": true,
        "MasterUsername": format!("{{{{resolve:secretsmanager:{team}:SecretString:username}}}}"),
        "MasterUserPassword": format!("{{{{resolve:secretsmanager:{team}:SecretString:password}}}}"),
        "MultiAZ": {"Fn::If": ["IsProduction", true, {"Ref": "AWS::NoValue"}]}, "Tags": tags(team)
    }});
    vec![("Database", database)]
}

fn alarms(team: &str, number: usize) -> Resources {
    let alarm = |metric: &str, threshold: usize| {
        json!({"Type": "AWS::CloudWatch::Alarm", "Condition": "IsProduction", "Properties": {
            "AlarmName": format!("{team}-{metric}-{number}"), "Namespace": "AWS/ApplicationELB", "MetricName": metric,
            "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 5, "Threshold": threshold,
            "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching",
            "AlarmActions": [{"Fn::ImportValue": {"Fn::Sub": "${NetworkStack}-AlarmTopic"}}]
        }})
    };
    vec![("Errors", alarm("HTTPCode_Target_5XX_Count", 10)), ("Slow", alarm("TargetResponseTime", 2))]
}

fn topic(team: &str, number: usize) -> Resources {
    let topic = json!({"Type": "AWS::SNS::Topic", "Properties": {
        "TopicName": format!("{team}-{number}"), "KmsMasterKeyId": "alias/aws/sns",
        "Subscription": [{"Protocol": "email", "Endpoint": format!("{team}@example.com")}], "Tags": tags(team)
    }});
    vec![("Topic", topic)]
}
