//! Published modules whose log arguments are known although the code is not there. What is said
//! about them is knowledge of one version, so it is never certain.

use super::eval::Evaluator;
use crate::value::Value;
use model::known::{Known, Shape, Symbol, Why};

/// A module of the public registry.
#[derive(Debug)]
pub struct Published {
    pub source: &'static str,
    /// The version whose documentation this knowledge is from.
    pub version: &'static str,
    pub kind: PublishedKind,
}

#[derive(Debug)]
pub enum PublishedKind {
    Cluster(ClusterArguments),
    Bucket,
}

/// How a cluster module names its log arguments.
#[derive(Debug)]
pub struct ClusterArguments {
    pub cloudwatch: (&'static str, &'static str),
    pub firehose: (&'static str, &'static str),
    pub s3: (&'static str, &'static str),
    pub prefix: &'static str,
    /// The argument that makes the module create the log group by itself (on by default), and the
    /// group's name before the name of the cluster.
    pub own_group: Option<(&'static str, &'static str)>,
}

static MODULES: [Published; 3] = [
    Published {
        source: "terraform-aws-modules/msk-kafka-cluster/aws",
        version: "2.13",
        kind: PublishedKind::Cluster(ClusterArguments {
            cloudwatch: ("cloudwatch_logs_enabled", "cloudwatch_log_group_name"),
            firehose: ("firehose_logs_enabled", "firehose_delivery_stream"),
            s3: ("s3_logs_enabled", "s3_logs_bucket"),
            prefix: "s3_logs_prefix",
            own_group: Some(("create_cloudwatch_log_group", "/aws/msk/")),
        }),
    },
    Published {
        source: "cloudposse/msk-apache-kafka-cluster/aws",
        version: "2.5",
        kind: PublishedKind::Cluster(ClusterArguments {
            cloudwatch: ("cloudwatch_logs_enabled", "cloudwatch_logs_log_group"),
            firehose: ("firehose_logs_enabled", "firehose_delivery_stream"),
            s3: ("s3_logs_enabled", "s3_logs_bucket"),
            prefix: "s3_logs_prefix",
            own_group: None,
        }),
    },
    Published { source: "terraform-aws-modules/s3-bucket/aws", version: "5.2", kind: PublishedKind::Bucket },
];

pub fn find(source: &str) -> Option<&'static Published> {
    let plain =
        source.strip_prefix("registry.terraform.io/").or(source.strip_prefix("registry.opentofu.org/"));
    let plain = plain.unwrap_or(source);
    MODULES.iter().find(|module| module.source == plain)
}

/// What a published module's output yields; `None` where that is not known.
pub fn output(
    known: &Published,
    ev: &mut Evaluator<'_>,
    module: usize,
    block: usize,
    output: &str,
) -> Option<Value> {
    let PublishedKind::Bucket = known.kind else { return None };
    let name = bucket_name(ev, module, block)?;
    match output {
        "s3_bucket_id" => Some(name),
        "s3_bucket_arn" => {
            let home = ev.home(module, None);
            match name.to_text()? {
                Known::Set(name) => Some(Value::text(crate::arn::bucket(&home, &name))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The name of the bucket that the published bucket module creates.
pub fn bucket_name(ev: &mut Evaluator<'_>, module: usize, block: usize) -> Option<Value> {
    let call = ev.module_call(module, block)?;
    match ev.argument(&call.part, "bucket").value {
        Known::Set(name) => Some(name),
        Known::Unknown(why) => Some(Value::unknown(why)),
        Known::Absent => {
            let why =
                Why::new(format!("`{}.s3_bucket_id` is not known before Terraform has run", call.address));
            let symbol = Symbol::new(format!("{}.s3_bucket_id", call.address), why.at(call.part.span));
            Some(Value::symbol(symbol.shaped(Shape::Bucket).nonempty().unique_in("aws_s3_bucket")))
        }
    }
}
