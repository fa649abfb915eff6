//! What the AWS provider computes for a resource or data source from its arguments. Everything
//! else that is not configured is a symbol of its own.

use crate::arn::{self, Host};
use model::Home;
use model::known::{Shape, Text};

/// The arguments that name a thing, and what follows from them.
pub struct Naming {
    /// Arguments that hold the name, the first that is given counts.
    pub arguments: &'static [&'static str],
    /// Attributes that yield the name.
    pub names: &'static [&'static str],
    /// Attributes that yield the ARN.
    pub arns: &'static [&'static str],
    pub shape: Shape,
    pub arn: Arn,
}

/// How the ARN is made from the name.
#[derive(Clone, Copy)]
pub enum Arn {
    Bucket,
    /// Service and the beginning of the resource part.
    Regional(&'static str, &'static str),
    Global(&'static str, &'static str),
}

impl Arn {
    pub fn of(self, home: &Home, name: &Text) -> Text {
        match self {
            Arn::Bucket => arn::bucket(home, name),
            Arn::Regional(service, kind) => arn::regional(home, service, kind, name),
            Arn::Global(service, kind) => arn::global(home, service, kind, name),
        }
    }
}

/// By resource type, with or without `data.`; the same naming serves both.
pub fn naming(kind: &str) -> Option<&'static Naming> {
    let kind = kind.strip_prefix("data.").unwrap_or(kind);
    NAMINGS.iter().find(|(known, _)| *known == kind).map(|(_, naming)| naming)
}

const fn regional(
    arguments: &'static [&'static str],
    names: &'static [&'static str],
    arns: &'static [&'static str],
    shape: Shape,
    service: &'static str,
    kind: &'static str,
) -> Naming {
    Naming { arguments, names, arns, shape, arn: Arn::Regional(service, kind) }
}

static NAMINGS: &[(&str, Naming)] = &[
    (
        "aws_s3_bucket",
        Naming {
            arguments: &["bucket"],
            names: &["bucket", "id"],
            arns: &["arn"],
            shape: Shape::Bucket,
            arn: Arn::Bucket,
        },
    ),
    (
        "awscc_s3_bucket",
        Naming {
            arguments: &["bucket_name"],
            names: &["bucket_name", "id"],
            arns: &["arn"],
            shape: Shape::Bucket,
            arn: Arn::Bucket,
        },
    ),
    ("aws_kms_key", regional(&[], &["key_id", "id"], &["arn"], Shape::Name, "kms", "key/")),
    ("aws_kms_external_key", regional(&[], &["key_id", "id"], &["arn"], Shape::Name, "kms", "key/")),
    ("aws_kms_replica_key", regional(&[], &["key_id", "id"], &["arn"], Shape::Name, "kms", "key/")),
    ("aws_kms_replica_external_key", regional(&[], &["key_id", "id"], &["arn"], Shape::Name, "kms", "key/")),
    ("awscc_kms_key", regional(&[], &["key_id", "id"], &["arn"], Shape::Name, "kms", "key/")),
    ("aws_kms_alias", regional(&["name"], &["name", "id"], &["arn"], Shape::Path, "kms", "")),
    (
        "aws_cloudwatch_log_group",
        regional(&["name"], &["name", "id"], &["arn"], Shape::Path, "logs", "log-group:"),
    ),
    (
        "awscc_logs_log_group",
        regional(&["log_group_name"], &["log_group_name", "id"], &[], Shape::Path, "logs", "log-group:"),
    ),
    (
        "aws_kinesis_firehose_delivery_stream",
        regional(&["name"], &["name"], &["arn", "id"], Shape::Name, "firehose", "deliverystream/"),
    ),
    ("aws_cloudtrail", regional(&["name"], &["name"], &["arn"], Shape::Name, "cloudtrail", "trail/")),
    (
        "awscc_cloudtrail_trail",
        regional(&["trail_name"], &["trail_name", "id"], &["arn"], Shape::Name, "cloudtrail", "trail/"),
    ),
    (
        "aws_iam_role",
        Naming {
            arguments: &["name"],
            names: &["name", "id"],
            arns: &["arn"],
            shape: Shape::Name,
            arn: Arn::Global("iam", "role"),
        },
    ),
    (
        "aws_iam_user",
        Naming {
            arguments: &["name", "user_name"],
            names: &["name", "id", "user_name"],
            arns: &["arn"],
            shape: Shape::Name,
            arn: Arn::Global("iam", "user"),
        },
    ),
    (
        "aws_iam_group",
        Naming {
            arguments: &["name", "group_name"],
            names: &["name", "id", "group_name"],
            arns: &["arn"],
            shape: Shape::Name,
            arn: Arn::Global("iam", "group"),
        },
    ),
    (
        "aws_iam_policy",
        Naming {
            arguments: &["name"],
            names: &["name"],
            arns: &["arn", "id"],
            shape: Shape::Name,
            arn: Arn::Global("iam", "policy"),
        },
    ),
];

/// Attributes of a bucket, or of what belongs to one, that yield a host name.
pub fn bucket_host(kind: &str, attribute: &str) -> Option<Host> {
    match (kind.strip_prefix("data.").unwrap_or(kind), attribute) {
        ("aws_s3_bucket", "bucket_domain_name") | ("awscc_s3_bucket", "domain_name") => Some(Host::Global),
        ("aws_s3_bucket", "bucket_regional_domain_name") | ("awscc_s3_bucket", "regional_domain_name") => {
            Some(Host::Regional)
        }
        ("awscc_s3_bucket", "dual_stack_domain_name") => Some(Host::DualStack),
        ("aws_s3_bucket" | "aws_s3_bucket_website_configuration", "website_endpoint") => Some(Host::Website),
        _ => None,
    }
}

/// The shape of a computed attribute, by the provider's habits of naming.
pub fn shape(attribute: &str) -> Shape {
    match attribute {
        "arn" => Shape::Arn,
        "account_id" | "owner_id" => Shape::Account,
        "region" => Shape::Region,
        "partition" => Shape::Partition,
        "hex" | "b64_url" | "dec" => Shape::Name,
        name if name.ends_with("_arn") => Shape::Arn,
        _ => Shape::Any,
    }
}
