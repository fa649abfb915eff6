//! What `Ref` and `Fn::GetAtt` yield for the resources that can stand on a delivery path. Of all others
//! every attribute is a symbol of its own.

use crate::arn::{self, Host};
use model::Home;
use model::known::{Shape, Symbol, Text};

/// How the parts of a resource follow from its name.
pub(super) struct Naming {
    /// The property that gives the name; none where AWS makes it up.
    pub argument: Option<&'static str>,
    /// `Ref` yields the ARN, as against the name.
    pub ref_is_arn: bool,
    /// Attributes that yield the name.
    pub names: &'static [&'static str],
    /// Attributes that yield the ARN.
    pub arns: &'static [&'static str],
    pub shape: Shape,
    pub arn: Arn,
}

pub(super) enum Arn {
    Bucket,
    /// Service and the beginning of the resource part.
    Regional(&'static str, &'static str),
    /// As `Regional`, and `:*` behind the name.
    LogGroup,
    /// With the property `Path` before the name.
    Iam(&'static str),
    /// As `Regional`, and an ID behind the name that AWS makes up.
    WithId(&'static str, &'static str),
}

impl Arn {
    /// `path` is that of an IAM resource, `id` what AWS makes up.
    pub fn of(&self, home: &Home, name: &Text, path: &Text, id: Symbol) -> Text {
        match self {
            Arn::Bucket => arn::bucket(home, name),
            Arn::Regional(service, kind) => arn::regional(home, service, kind, name),
            Arn::LogGroup => arn::regional(home, "logs", "log-group:", name).with(":*"),
            Arn::Iam(kind) => arn::global(home, "iam", kind, &path.clone().then(name)),
            Arn::WithId(service, kind) => {
                arn::regional(home, service, kind, name).with("/").then(&Text::symbol(id))
            }
        }
    }
}

pub(super) fn naming(kind: &str) -> Option<&'static Naming> {
    NAMINGS.iter().find(|(known, _)| *known == kind).map(|(_, naming)| naming)
}

const fn named(argument: &'static str, shape: Shape, arn: Arn) -> Naming {
    Naming { argument: Some(argument), ref_is_arn: false, names: &[], arns: &["Arn"], shape, arn }
}

const fn msk(argument: &'static str, arns: &'static [&'static str], arn: Arn) -> Naming {
    Naming { argument: Some(argument), ref_is_arn: true, names: &[], arns, shape: Shape::Name, arn }
}

const KEY: Naming = Naming {
    argument: None,
    ref_is_arn: false,
    names: &["KeyId"],
    arns: &["Arn"],
    shape: Shape::Name,
    arn: Arn::Regional("kms", "key/"),
};

static NAMINGS: &[(&str, Naming)] = &[
    ("AWS::S3::Bucket", named("BucketName", Shape::Bucket, Arn::Bucket)),
    ("AWS::KMS::Key", KEY),
    ("AWS::KMS::ReplicaKey", KEY),
    ("AWS::KMS::Alias", named("AliasName", Shape::Path, Arn::Regional("kms", ""))),
    ("AWS::Logs::LogGroup", named("LogGroupName", Shape::Path, Arn::LogGroup)),
    (
        "AWS::KinesisFirehose::DeliveryStream",
        named("DeliveryStreamName", Shape::Name, Arn::Regional("firehose", "deliverystream/")),
    ),
    ("AWS::CloudTrail::Trail", named("TrailName", Shape::Name, Arn::Regional("cloudtrail", "trail/"))),
    ("AWS::IAM::Role", named("RoleName", Shape::Name, Arn::Iam("role"))),
    ("AWS::IAM::User", named("UserName", Shape::Name, Arn::Iam("user"))),
    ("AWS::IAM::Group", named("GroupName", Shape::Name, Arn::Iam("group"))),
    (
        "AWS::IAM::ManagedPolicy",
        Naming {
            argument: Some("ManagedPolicyName"),
            ref_is_arn: true,
            names: &[],
            arns: &["PolicyArn"],
            shape: Shape::Name,
            arn: Arn::Iam("policy"),
        },
    ),
    ("AWS::MSK::Cluster", msk("ClusterName", &["Arn"], Arn::WithId("kafka", "cluster/"))),
    ("AWS::MSK::ServerlessCluster", msk("ClusterName", &["Arn"], Arn::WithId("kafka", "cluster/"))),
    ("AWS::MSK::Replicator", msk("ReplicatorName", &["ReplicatorArn"], Arn::WithId("kafka", "replicator/"))),
    (
        "AWS::KafkaConnect::Connector",
        msk("ConnectorName", &["ConnectorArn"], Arn::WithId("kafkaconnect", "connector/")),
    ),
];

/// Attributes of a bucket that yield a host name, and what stands before it.
pub(super) fn bucket_host(kind: &str, attribute: &str) -> Option<(&'static str, Host)> {
    match (kind, attribute) {
        ("AWS::S3::Bucket", "DomainName") => Some(("", Host::Global)),
        ("AWS::S3::Bucket", "RegionalDomainName") => Some(("", Host::Regional)),
        ("AWS::S3::Bucket", "DualStackDomainName") => Some(("", Host::DualStack)),
        ("AWS::S3::Bucket", "WebsiteURL") => Some(("http://", Host::Website)),
        _ => None,
    }
}

/// The shape of an attribute that AWS computes, by the habits of CloudFormation.
pub(super) fn shape(attribute: &str) -> Shape {
    match attribute {
        _ if attribute.ends_with("Arn") || attribute.ends_with("ARN") => Shape::Arn,
        _ => Shape::Any,
    }
}
