//! Published modules whose log arguments are known although the code is not there. What is said
//! about them is knowledge of one version, so it is never certain.

use super::attributes;
use super::eval::{Evaluator, ModuleCall};
use crate::arn::{self, Host};
use crate::value::{Kind, Value};
use model::known::{Known, Shape, Symbol, Why};

/// A module of the public registry.
#[derive(Debug)]
pub struct Published {
    pub source: &'static str,
    /// The version whose documentation this knowledge is from.
    pub version: &'static str,
    /// The argument that keeps the module from creating anything; it is on by default.
    pub create: &'static str,
    pub kind: PublishedKind,
}

#[derive(Debug)]
pub enum PublishedKind {
    Cluster(ClusterArguments),
    /// A cluster that delivers no broker logs.
    ServerlessCluster,
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
    /// The argument for the type of the brokers, of which the module leaves Express without logs.
    pub no_express: Option<&'static str>,
}

static MODULES: [Published; 4] = [
    Published {
        source: "terraform-aws-modules/msk-kafka-cluster/aws",
        version: "2.13",
        create: "create",
        kind: PublishedKind::Cluster(ClusterArguments {
            cloudwatch: ("cloudwatch_logs_enabled", "cloudwatch_log_group_name"),
            firehose: ("firehose_logs_enabled", "firehose_delivery_stream"),
            s3: ("s3_logs_enabled", "s3_logs_bucket"),
            prefix: "s3_logs_prefix",
            own_group: Some(("create_cloudwatch_log_group", "/aws/msk/")),
            no_express: Some("broker_node_instance_type"),
        }),
    },
    Published {
        source: "terraform-aws-modules/msk-kafka-cluster/aws//modules/serverless",
        version: "2.13",
        create: "create",
        kind: PublishedKind::ServerlessCluster,
    },
    Published {
        source: "cloudposse/msk-apache-kafka-cluster/aws",
        version: "2.5",
        create: "enabled",
        kind: PublishedKind::Cluster(ClusterArguments {
            cloudwatch: ("cloudwatch_logs_enabled", "cloudwatch_logs_log_group"),
            firehose: ("firehose_logs_enabled", "firehose_delivery_stream"),
            s3: ("s3_logs_enabled", "s3_logs_bucket"),
            prefix: "s3_logs_prefix",
            own_group: None,
            no_express: None,
        }),
    },
    Published {
        source: "terraform-aws-modules/s3-bucket/aws",
        version: "5.2",
        create: "create_bucket",
        kind: PublishedKind::Bucket,
    },
];

pub fn find(source: &str) -> Option<&'static Published> {
    let address = registry_address(source);
    MODULES.iter().find(|module| module.source == address)
}

/// The registry's name for a module that may be named by its repository: the registry takes its
/// modules from `github.com/NAMESPACE/terraform-PROVIDER-NAME`.
fn registry_address(source: &str) -> String {
    let source = source.split('?').next().unwrap_or(source);
    let source = ["registry.terraform.io/", "registry.opentofu.org/"]
        .iter()
        .find_map(|host| source.strip_prefix(host))
        .unwrap_or(source);
    let mut path = source.strip_prefix("git::").unwrap_or(source);
    for scheme in ["https://", "ssh://", "git@"] {
        path = path.strip_prefix(scheme).unwrap_or(path);
    }
    let Some(path) = path.strip_prefix("github.com/").or(path.strip_prefix("github.com:")) else {
        return source.to_owned();
    };
    let (repository, folder) = path.split_once("//").unwrap_or((path, ""));
    let named = repository.split_once('/').and_then(|(namespace, name)| {
        let name = name.strip_suffix(".git").unwrap_or(name).strip_prefix("terraform-aws-")?;
        Some(format!("{namespace}/{name}/aws"))
    });
    match named {
        Some(named) if folder.is_empty() => named,
        Some(named) => format!("{named}//{folder}"),
        None => source.to_owned(),
    }
}

/// Whether an output of the module is known.
pub fn has_output(known: &Published, output: &str) -> bool {
    matches!(known.kind, PublishedKind::Bucket)
        && (matches!(output, "s3_bucket_id" | "s3_bucket_arn") || host(output).is_some())
}

/// The attribute of the bucket that an output passes on, where that is a host name.
fn host(output: &str) -> Option<Host> {
    attributes::bucket_host("aws_s3_bucket", output.strip_prefix("s3_bucket_")?)
}

/// What an output yields that `has_output` says is known.
pub fn output<'r>(ev: &mut Evaluator<'r>, module: usize, call: &ModuleCall<'r>, output: &str) -> Value {
    let name = bucket_name(ev, call);
    let Some(Known::Set(text)) = name.to_text() else { return name };
    let home = ev.home(module, None);
    match host(output) {
        Some(host) => Value::text(arn::bucket_host(&home, &text, host)),
        None if output == "s3_bucket_arn" => Value::text(arn::bucket(&home, &text)),
        None => name,
    }
}

/// The name of the bucket that the published bucket module creates.
pub fn bucket_name<'r>(ev: &mut Evaluator<'r>, call: &ModuleCall<'r>) -> Value {
    match ev.argument(&call.part, "bucket").value {
        Known::Set(Value { kind: Kind::Text(text), .. })
            if text.known().is_some_and(|text| text.is_empty()) => {}
        Known::Set(name) => return name,
        Known::Unknown(why) => return Value::unknown(why),
        Known::Absent => {}
    }
    let name = format!("{}.s3_bucket_id", call.address);
    let why = Why::new(format!("`{name}` is not known before Terraform has run"));
    let symbol = Symbol::new(name, why.at(call.part.span));
    Value::symbol(symbol.shaped(Shape::Bucket).nonempty().unique_in("aws_s3_bucket"))
}
