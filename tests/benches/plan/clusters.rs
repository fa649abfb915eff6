//! The clusters of the plan with their buckets, policies and keys, and what is wrong with each.

use serde_json::{Value, json};

/// Account and Region of everything.
pub const ACCOUNT: &str = "210987654321";
pub const REGION: &str = "eu-central-1";

/// A cluster that delivers its broker logs to a bucket of its own.
#[derive(Clone, Copy, Debug)]
pub struct Cluster {
    pub name: &'static str,
    /// The rule that finds the mistake.
    pub rule: Option<&'static str>,
    service: &'static str,
    prefix: &'static str,
    condition: &'static str,
    /// Statements of the key of the bucket name log delivery; without, the bucket has no key.
    key: Option<bool>,
}

const fn right(name: &'static str) -> Cluster {
    let (service, condition) = ("delivery.logs.amazonaws.com", "arn:aws:logs:eu-central-1:210987654321:*");
    Cluster { name, rule: None, service, prefix: "", condition, key: None }
}

pub fn all() -> Vec<Cluster> {
    let kafka = "arn:aws:kafka:eu-central-1:210987654321:cluster/*";
    vec![
        right("orders"),
        Cluster {
            rule: Some("wrong-service-principal"),
            service: "kafka.amazonaws.com",
            ..right("payments")
        },
        right("invoices"),
        Cluster { rule: Some("bucket-policy-mismatch"), condition: kafka, ..right("stock") },
        Cluster { rule: Some("bucket-policy-mismatch"), prefix: "other/", ..right("audit") },
        Cluster { key: Some(true), ..right("search") },
        Cluster { rule: Some("key-policy-missing-delivery"), key: Some(false), ..right("metrics") },
        right("clicks"),
        Cluster {
            rule: Some("bucket-policy-mismatch"),
            condition: "arn:aws:logs:eu-west-1:210987654321:*",
            ..right("shipping")
        },
        right("returns"),
    ]
}

impl Cluster {
    pub fn address(&self) -> String {
        format!("module.{}.aws_msk_cluster.this", self.name)
    }

    /// Address and values of everything that belongs to the cluster.
    pub fn resources(&self) -> Vec<(String, &'static str, Value)> {
        let name = self.name;
        let at = |local: &str| format!("module.{name}.{local}");
        let bucket = format!("{name}-broker-logs");
        let arn =
            format!("arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/{name}/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f-7");
        let mut resources = vec![
            (
                at("aws_msk_cluster.this"),
                "aws_msk_cluster",
                json!({
                    "arn": arn, "id": arn, "cluster_name": name, "kafka_version": "3.8.x",
                    "number_of_broker_nodes": 3,
                    "logging_info": [{"broker_logs": [{
                        "cloudwatch_logs": [{"enabled": false, "log_group": ""}],
                        "firehose": [],
                        "s3": [{"enabled": true, "bucket": bucket, "prefix": name}],
                    }]}],
                }),
            ),
            (
                at("aws_s3_bucket.logs"),
                "aws_s3_bucket",
                json!({
                    "arn": format!("arn:aws:s3:::{bucket}"), "id": bucket, "bucket": bucket, "region": REGION,
                    "policy": self.policy(&bucket).to_string(),
                }),
            ),
            (
                at("aws_s3_bucket_policy.logs"),
                "aws_s3_bucket_policy",
                json!({"id": bucket, "bucket": bucket, "policy": self.policy(&bucket).to_string()}),
            ),
        ];
        if let Some(admits) = self.key {
            resources.extend(self.encryption(&bucket, admits));
        }
        resources
    }

    fn policy(&self, bucket: &str) -> Value {
        let statement = |action: &str, resource: String| {
            json!({
                "Effect": "Allow", "Principal": {"Service": self.service}, "Action": action, "Resource": resource,
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": ACCOUNT},
                    "ArnLike": {"aws:SourceArn": self.condition},
                },
            })
        };
        let below = format!("arn:aws:s3:::{bucket}/{}{}/AWSLogs/{ACCOUNT}/*", self.prefix, self.name);
        json!({"Version": "2012-10-17", "Statement": [
            statement("s3:PutObject", below),
            statement("s3:GetBucketAcl", format!("arn:aws:s3:::{bucket}")),
        ]})
    }

    fn encryption(&self, bucket: &str, admits: bool) -> Vec<(String, &'static str, Value)> {
        let id = format!("00000000-0000-4000-8000-{:0>12}", self.name.len());
        let arn = format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{id}");
        let mut statements = vec![json!({
            "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")},
            "Action": "kms:*", "Resource": "*",
        })];
        if admits {
            statements.push(json!({
                "Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"},
                "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            }));
        }
        let policy = json!({"Version": "2012-10-17", "Statement": statements});
        let key = json!({
            "arn": arn, "id": id, "key_id": id, "is_enabled": true, "key_usage": "ENCRYPT_DECRYPT",
            "customer_master_key_spec": "SYMMETRIC_DEFAULT", "policy": policy.to_string(),
        });
        let encryption = json!({"id": bucket, "bucket": bucket, "rule": [{
            "apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": arn}],
            "bucket_key_enabled": null,
        }]});
        let kind = "aws_s3_bucket_server_side_encryption_configuration";
        let at = |local: &str| format!("module.{}.{local}", self.name);
        vec![(at("aws_kms_key.logs"), "aws_kms_key", key), (at(&format!("{kind}.logs")), kind, encryption)]
    }
}
