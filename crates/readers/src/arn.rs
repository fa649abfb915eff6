//! What AWS derives from what: ARNs from names, accounts and Regions.

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
