//! What the managed policies of AWS said in 2026: the default version of each, with the date on
//! which AWS published that version. Statements about other services are left out, and of `ec2`
//! what has nothing to do with clusters and their networks.

use super::Managed;
use std::sync::OnceLock;

/// An `Allow` statement.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// `actions` is `NotAction`.
    pub all_but: bool,
    pub actions: &'static [&'static str],
    pub resources: &'static [&'static str],
    /// Operator, key, values.
    pub conditions: &'static [(&'static str, &'static str, &'static [&'static str])],
}

const fn allow(actions: &'static [&'static str]) -> Row {
    Row { all_but: false, actions, resources: &["*"], conditions: &[] }
}

impl Row {
    const fn on(self, resources: &'static [&'static str]) -> Row {
        Row { resources, ..self }
    }

    const fn when(self, conditions: &'static [(&'static str, &'static str, &'static [&'static str])]) -> Row {
        Row { conditions, ..self }
    }
}

const fn policy(name: &'static str, rows: &'static [Row]) -> Managed {
    Managed { name, rows, document: OnceLock::new() }
}

pub(super) static POLICIES: [Managed; 29] = [
    // v1, 2015-02-06
    policy("AdministratorAccess", &[allow(&["*"])]),
    // 2023-07-06
    policy(
        "PowerUserAccess",
        &[
            Row { all_but: true, ..allow(&["iam:*", "organizations:*", "account:*"]) },
            allow(&["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles"]),
        ],
    ),
    // 2025-09-12
    policy(
        "ReadOnlyAccess",
        &[
            allow(&["kafka:Describe*", "kafka:Get*", "kafka:List*", "kafkaconnect:Describe*", "kafkaconnect:List*"]),
            allow(&["logs:Describe*", "logs:FilterLogEvents", "logs:Get*", "logs:List*"]),
            allow(&["logs:StartQuery", "logs:StopQuery", "logs:TestMetricFilter"]),
            allow(&["s3:Describe*", "s3:Get*", "s3:List*", "firehose:Describe*", "firehose:List*"]),
            allow(&["kms:Describe*", "kms:Get*", "kms:List*", "ec2:Describe*", "ec2:Get*"]),
            allow(&["iam:Generate*", "iam:Get*", "iam:List*", "iam:Simulate*"]),
        ],
    ),
    // v45, 2024-10-30
    policy(
        "SecurityAudit",
        &[
            allow(&["kafka:Describe*", "kafka:GetBootstrapBrokers", "kafka:GetCompatibleKafkaVersions", "kafka:List*"]),
            allow(&["kafkaconnect:Describe*", "kafkaconnect:List*", "firehose:Describe*", "firehose:List*"]),
            allow(&["logs:Describe*", "logs:GetLogDelivery", "logs:ListLogDeliveries"]),
            allow(&["logs:ListTagsForResource", "logs:ListTagsLogGroup"]),
            allow(&["s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration"]),
            allow(&["s3:GetObjectAcl", "s3:ListAllMyBuckets", "s3:GetAccountPublicAccessBlock"]),
            allow(&["kms:Describe*", "kms:Get*", "kms:List*", "ec2:Describe*", "iam:Get*", "iam:List*"]),
        ],
    ),
    // v36, 2026-02-11
    policy(
        "job-function/ViewOnlyAccess",
        &[
            allow(&["kafka:ListClusters", "logs:Describe*", "logs:GetTransformer", "logs:ListTagsForResource"]),
            allow(&["firehose:DescribeDeliveryStream", "firehose:List*", "kms:ListKeys", "kms:ListResourceTags"]),
            allow(&["s3:ListAllMyBuckets", "s3:ListBucket", "s3:ListMultiRegionAccessPoints"]),
            allow(&["iam:GetAccountSummary", "iam:GetLoginProfile", "iam:List*"]),
            allow(&["ec2:DescribeSubnets", "ec2:DescribeVpc*", "ec2:DescribeSecurityGroups"]),
            allow(&["ec2:DescribeRouteTables", "ec2:DescribeNetwork*"]),
        ],
    ),
    // v6, 2020-08-24
    policy(
        "job-function/SystemAdministrator",
        &[
            allow(&["logs:*", "s3:*", "ec2:Describe*", "ec2:CreateTags"]),
            allow(&["ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints"]),
            allow(&["kms:CreateAlias", "kms:CreateKey", "kms:DeleteAlias", "kms:Describe*", "kms:Encrypt"]),
            allow(&["kms:GenerateRandom", "kms:Get*", "kms:List*", "kms:ReEncrypt*"]),
            allow(&["iam:GetAccount*", "iam:GetPolicy*", "iam:GetRole*", "iam:GetUser*", "iam:ListPolicies"]),
            allow(&["iam:ListRoles", "iam:ListRolePolicies", "iam:ListAttached*", "iam:Simulate*"]),
            allow(&["iam:PassRole"]).on(&[
                "arn:*:iam::*:role/rds-monitoring-role",
                "arn:*:iam::*:role/ec2-sysadmin-*",
                "arn:*:iam::*:role/ecr-sysadmin-*",
                "arn:*:iam::*:role/lambda-sysadmin-*",
            ]),
        ],
    ),
    // v11, 2021-09-16
    policy(
        "job-function/NetworkAdministrator",
        &[
            allow(&["logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:GetLogEvents"]),
            allow(&["s3:GetBucketLocation", "s3:GetBucketWebsite", "s3:ListBucket"]),
            allow(&["iam:GetRole", "iam:ListRoles", "iam:PassRole"]).on(&["arn:*:iam::*:role/flow-logs-*"]),
            NETWORK,
        ],
    ),
    // v7, 2023-10-18
    policy("AmazonMSKFullAccess", MSK_FULL_ACCESS),
    // v1, 2019-01-14
    policy(
        "AmazonMSKReadOnlyAccess",
        &[
            allow(&["kafka:Describe*", "kafka:List*", "kafka:Get*", "kms:DescribeKey"]),
            allow(&["ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups"]),
            allow(&["ec2:DescribeSubnets", "ec2:DescribeVpcs"]),
        ],
    ),
    // v2, 2021-10-18
    policy(
        "AmazonMSKConnectReadOnlyAccess",
        &[
            allow(&["kafkaconnect:ListConnectors", "kafkaconnect:ListCustomPlugins"]),
            allow(&["kafkaconnect:ListWorkerConfigurations"]),
            allow(&["kafkaconnect:DescribeConnector"]).on(&["arn:*:kafkaconnect:*:*:connector/*"]),
            allow(&["kafkaconnect:DescribeCustomPlugin"]).on(&["arn:*:kafkaconnect:*:*:custom-plugin/*"]),
            allow(&["kafkaconnect:DescribeWorkerConfiguration"])
                .on(&["arn:*:kafkaconnect:*:*:worker-configuration/*"]),
        ],
    ),
    // 2026-02-12
    policy("CloudWatchLogsFullAccess", &[allow(&["logs:*"])]),
    // v6, 2023-11-26
    policy("CloudWatchLogsReadOnlyAccess", &[READ_LOGS]),
    // 2022-11-27
    policy("CloudWatchFullAccess", &[allow(&["logs:*", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole"]), EVENTS]),
    // 2024-05-17
    policy(
        "CloudWatchFullAccessV2",
        &[
            allow(&["logs:*", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole"]),
            allow(&["iam:CreateServiceLinkedRole"])
                .on(&["arn:*:iam::*:role/aws-service-role/application-signals.cloudwatch.amazonaws.com/AWSServiceRoleForCloudWatchApplicationSignals"])
                .when(&[("StringLike", "iam:AWSServiceName", &["application-signals.cloudwatch.amazonaws.com"])]),
            EVENTS,
        ],
    ),
    // v14, 2025-12-02
    policy("CloudWatchReadOnlyAccess", &[READ_LOGS]),
    // v3, 2024-02-06
    policy(
        "CloudWatchAgentServerPolicy",
        &[
            allow(&["logs:PutLogEvents", "logs:PutRetentionPolicy", "logs:DescribeLogStreams"]),
            allow(&["logs:DescribeLogGroups", "logs:CreateLogStream", "logs:CreateLogGroup"]),
            allow(&["ec2:DescribeVolumes", "ec2:DescribeTags"]),
        ],
    ),
    // 2021-09-27
    policy("AmazonS3FullAccess", &[allow(&["s3:*"])]),
    // 2023-08-10
    policy("AmazonS3ReadOnlyAccess", &[allow(&["s3:Get*", "s3:List*", "s3:Describe*"])]),
    // v1, 2015-10-07
    policy("AmazonKinesisFirehoseFullAccess", &[allow(&["firehose:*"])]),
    // v1, 2015-10-07
    policy("AmazonKinesisFirehoseReadOnlyAccess", &[allow(&["firehose:Describe*", "firehose:List*"])]),
    // v2, 2017-03-07
    policy(
        "AWSKeyManagementServicePowerUser",
        &[
            allow(&["kms:CreateAlias", "kms:CreateKey", "kms:DeleteAlias", "kms:Describe*", "kms:GenerateRandom"]),
            allow(&["kms:Get*", "kms:List*", "kms:TagResource", "kms:UntagResource"]),
            allow(&["iam:ListGroups", "iam:ListRoles", "iam:ListUsers"]),
        ],
    ),
    // v2, 2019-06-21
    policy("IAMFullAccess", &[allow(&["iam:*"])]),
    // v4, 2018-01-25
    policy(
        "IAMReadOnlyAccess",
        &[
            allow(&["iam:GenerateCredentialReport", "iam:GenerateServiceLastAccessedDetails", "iam:Get*"]),
            allow(&["iam:List*", "iam:SimulateCustomPolicy", "iam:SimulatePrincipalPolicy"]),
        ],
    ),
    // v5, 2018-11-27
    policy(
        "AmazonEC2FullAccess",
        &[
            allow(&["ec2:*"]),
            allow(&["iam:CreateServiceLinkedRole"]).when(&[(
                "StringEquals",
                "iam:AWSServiceName",
                &[
                    "autoscaling.amazonaws.com",
                    "ec2scheduled.amazonaws.com",
                    "elasticloadbalancing.amazonaws.com",
                    "spot.amazonaws.com",
                    "spotfleet.amazonaws.com",
                    "transitgateway.amazonaws.com",
                ],
            )]),
        ],
    ),
    // v2, 2024-02-14
    policy("AmazonEC2ReadOnlyAccess", &[allow(&["ec2:Describe*", "ec2:Get*"])]),
    // v10, 2024-02-08
    policy("AmazonVPCFullAccess", &[NETWORK]),
    // v2, 2019-05-23: nothing about these services
    policy("AmazonSSMManagedInstanceCore", &[]),
    // v2, 2022-08-02
    policy(
        "service-role/AWSLambdaMSKExecutionRole",
        &[
            allow(&["kafka:DescribeCluster", "kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers"]),
            allow(&["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"]),
            allow(&["ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"]),
            WRITE_LOGS,
        ],
    ),
    // v1, 2015-04-09
    policy("service-role/AWSLambdaBasicExecutionRole", &[WRITE_LOGS]),
];

/// AWS writes the partition `aws` into the last two; the copies of other partitions say their own.
const MSK_FULL_ACCESS: &[Row] = &[
    allow(&[
        "kafka:*",
        "kms:DescribeKey",
        "kms:CreateGrant",
        "S3:GetBucketPolicy",
        "firehose:TagDeliveryStream",
    ]),
    allow(&["ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:DescribeSecurityGroups"]),
    allow(&["ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints", "ec2:DescribeVpcAttribute"]),
    allow(&[
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
    ]),
    allow(&["logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies"]),
    allow(&["logs:DescribeLogGroups"]),
    allow(&["ec2:CreateVpcEndpoint"]).on(&[
        "arn:*:ec2:*:*:vpc/*",
        "arn:*:ec2:*:*:subnet/*",
        "arn:*:ec2:*:*:security-group/*",
    ]),
    allow(&["ec2:CreateVpcEndpoint"]).on(ENDPOINT).when(&[
        ("StringEquals", "aws:RequestTag/AWSMSKManaged", &["true"]),
        ("StringLike", "aws:RequestTag/ClusterArn", &["*"]),
    ]),
    allow(&["ec2:CreateTags"]).on(ENDPOINT).when(&[(
        "StringEquals",
        "ec2:CreateAction",
        &["CreateVpcEndpoint"],
    )]),
    allow(&["ec2:DeleteVpcEndpoints"]).on(ENDPOINT).when(&[
        ("StringEquals", "ec2:ResourceTag/AWSMSKManaged", &["true"]),
        ("StringLike", "ec2:ResourceTag/ClusterArn", &["*"]),
    ]),
    allow(&["iam:PassRole"]).when(&[("StringEquals", "iam:PassedToService", &["kafka.amazonaws.com"])]),
    allow(&["iam:CreateServiceLinkedRole"])
        .on(&["arn:*:iam::*:role/aws-service-role/kafka.amazonaws.com/AWSServiceRoleForKafka*"])
        .when(&[("StringEquals", "iam:AWSServiceName", &["kafka.amazonaws.com"])]),
    allow(&["iam:CreateServiceLinkedRole"])
        .on(&["arn:*:iam::*:role/aws-service-role/delivery.logs.amazonaws.com/AWSServiceRoleForLogDelivery*"])
        .when(&[("StringEquals", "iam:AWSServiceName", &["delivery.logs.amazonaws.com"])]),
];

const ENDPOINT: &[&str] = &["arn:*:ec2:*:*:vpc-endpoint/*"];

const EVENTS: Row = allow(&["iam:CreateServiceLinkedRole"])
    .on(&["arn:*:iam::*:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForCloudWatchEvents*"])
    .when(&[("StringLike", "iam:AWSServiceName", &["events.amazonaws.com"])]);

const NETWORK: Row = allow(&[
    "ec2:CreateNetworkInterface",
    "ec2:CreateSecurityGroup",
    "ec2:CreateSubnet",
    "ec2:CreateTags",
    "ec2:CreateVpc",
    "ec2:CreateVpcEndpoint",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteVpcEndpoints",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
]);

const READ_LOGS: Row = allow(&[
    "logs:Describe*",
    "logs:FilterLogEvents",
    "logs:Get*",
    "logs:List*",
    "logs:StartLiveTail",
    "logs:StartQuery",
    "logs:StopLiveTail",
    "logs:StopQuery",
    "logs:TestMetricFilter",
]);

const WRITE_LOGS: Row = allow(&["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]);
