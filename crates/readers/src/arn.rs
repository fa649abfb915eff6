//! What AWS derives from what: ARNs and host names from names, accounts and Regions.

use model::Home;
use model::known::Text;

/// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, whose last part is `kind` and then `name`.
pub fn regional(home: &Home, service: &str, kind: &str, name: &Text) -> Text {
    let account = &home.account;
    prefix(home, service).then(&home.region).with(":").then(account).with(":").with(kind).then(name)
}

/// As `regional`, for services without Regions: IAM.
pub fn global(home: &Home, service: &str, kind: &str, name: &Text) -> Text {
    prefix(home, service).with(":").then(&home.account).with(":").with(kind).then(name)
}

/// A bucket's ARN has neither account nor Region.
pub fn bucket(home: &Home, name: &Text) -> Text {
    prefix(home, "s3").with("::").then(name)
}

/// The host names by which a bucket is reached.
#[derive(Clone, Copy)]
pub enum Host {
    Global,
    Regional,
    DualStack,
    Website,
}

/// `NAME.s3.REGION.amazonaws.com` and its like.
pub fn bucket_host(home: &Home, name: &Text, host: Host) -> Text {
    let name = name.clone();
    let begin = match host {
        Host::Global => return name.with(".s3.").with(domain(&home.partition)),
        Host::Regional => name.with(".s3."),
        Host::DualStack => name.with(".s3.dualstack."),
        Host::Website => name.with(".s3-website").with(website_mark(&home.region)),
    };
    begin.then(&home.region).with(".").with(domain(&home.partition))
}

/// What stands before the Region in the host name of a website: a dash in the older Regions.
fn website_mark(region: &Text) -> &'static str {
    const OLDER: [&str; 9] = [
        "us-east-1",
        "us-west-1",
        "us-west-2",
        "us-gov-west-1",
        "eu-west-1",
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "sa-east-1",
    ];
    match region.known() {
        Some(region) if !OLDER.contains(&region.as_str()) => ".",
        _ => "-",
    }
}

/// The domain of a partition.
fn domain(partition: &Text) -> &'static str {
    match partition.known().as_deref() {
        Some("aws-cn") => "amazonaws.com.cn",
        Some("aws-iso") => "c2s.ic.gov",
        Some("aws-iso-b") => "sc2s.sgov.gov",
        Some("aws-eusc") => "amazonaws.eu",
        _ => "amazonaws.com",
    }
}

fn prefix(home: &Home, service: &str) -> Text {
    Text::literal("arn:").then(&home.partition).with(":").with(service).with(":")
}

/// The partition of a Region; the commercial one where the Region is not known.
pub fn partition(region: &Text) -> &'static str {
    let region = region.known().unwrap_or_default();
    match () {
        () if region.starts_with("cn-") => "aws-cn",
        () if region.starts_with("us-gov-") => "aws-us-gov",
        () if region.starts_with("us-iso-") => "aws-iso",
        () if region.starts_with("us-isob-") => "aws-iso-b",
        () if region.starts_with("eusc-") => "aws-eusc",
        () => "aws",
    }
}
