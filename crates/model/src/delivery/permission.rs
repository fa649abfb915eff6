//! What AWS asks of whoever sets up the delivery of logs to a destination, as it documents it for
//! the first delivery.

use super::join::{Matches, bucket_arn};
use super::judge::{Judgement, judge};
use super::request::write_events;
use super::{Link, LinkKind, LinkVerdict, Route};
use crate::{DestinationKind, Log, LogPolicy, Place};
use iam::{Applied, Role};
use known::{Known, Text, Truth, Why};

/// One permission.
pub(super) struct Need {
    pub action: &'static str,
    pub resource: Text,
    /// A resource that is wide, yet not as wide as AWS documents.
    pub wide: Option<Text>,
    /// What the permission is there to do is done already.
    pub spared: Truth,
}

pub(super) const PUT_BUCKET_POLICY: &str = "s3:PutBucketPolicy";
pub(super) const CREATE_ROLE: &str = "iam:CreateServiceLinkedRole";
const LOG_POLICY: [&str; 3] =
    ["logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy"];

/// `links` are those of the path that were judged before. `Err`: what it leads to is not known.
pub(super) fn needs(route: &Route<'_>, links: &[Link]) -> Result<Vec<Need>, Why> {
    let target = target(route, links)?;
    let mut needs = vec![on_everything(route, "logs:CreateLogDelivery")];
    if route.log == Log::Replicator {
        needs.push(on_everything(route, "logs:ListLogDeliveries"));
    }
    let need = |action, resource, spared| Need { action, resource, wide: None, spared };
    match route.destination.kind {
        DestinationKind::CloudWatch => {
            let spared = log_policy_is_written(route, &target);
            needs.extend(LOG_POLICY.map(|action| need(action, any_log_group(route), spared.clone())));
        }
        DestinationKind::S3 => {
            let spared = bucket_policy_is_written(links);
            let actions = ["s3:GetBucketPolicy", PUT_BUCKET_POLICY];
            needs.extend(actions.map(|action| need(action, target.clone(), spared.clone())));
        }
        DestinationKind::Firehose => {
            needs.push(need("firehose:TagDeliveryStream", target, Truth::No));
            let why = "whether `AWSServiceRoleForLogDelivery` exists in the account is not known";
            needs.push(need(CREATE_ROLE, delivery_role(route), Truth::Unknown(Why::new(why))));
        }
    }
    Ok(needs)
}

/// An action without a resource type of its own.
fn on_everything(route: &Route<'_>, action: &'static str) -> Need {
    Need { action, resource: Text::literal("*"), wide: Some(any_log_group(route)), spared: Truth::No }
}

/// The ARN of something in the account and Region of the source.
pub(super) fn arn(route: &Route<'_>, service: &str, resource: &Text) -> Text {
    let home = &route.source.place.home;
    let start = Text::literal("arn:").then(&home.partition).with(":").with(service).with(":");
    start.then(&home.region).with(":").then(&home.account).with(":").then(resource)
}

/// The ARN that AWS asks about for actions on all log groups: one without a name, which only a
/// wildcard admits.
fn any_log_group(route: &Route<'_>) -> Text {
    arn(route, "logs", &Text::literal("log-group::log-stream:"))
}

fn delivery_role(route: &Route<'_>) -> Text {
    let home = &route.source.place.home;
    let role = ":role/aws-service-role/delivery.logs.amazonaws.com/AWSServiceRoleForLogDelivery";
    Text::literal("arn:").then(&home.partition).with(":iam::").then(&home.account).with(role)
}

/// The ARN of the destination, by the resource that the link of its name found or by that name.
fn target(route: &Route<'_>, links: &[Link]) -> Result<Text, Why> {
    let named = links.first();
    let here = |place: &Place| named.is_some_and(|link| link.address.as_ref() == Some(&place.address));
    let (model, home) = (route.model, &route.source.place.home);
    let found = match route.destination.kind {
        DestinationKind::CloudWatch => {
            model.log_groups.iter().find(|it| here(&it.place)).map(|it| it.arn.clone())
        }
        DestinationKind::Firehose => model.streams.iter().find(|it| here(&it.place)).map(|it| it.arn.clone()),
        DestinationKind::S3 => {
            let bucket = model.buckets.iter().find(|it| here(&it.place));
            bucket.map(|it| bucket_arn(&it.place.home.partition, &it.name))
        }
    };
    let broken = named.is_some_and(|link| link.verdict == LinkVerdict::Broken);
    match (found, &route.destination.name.value) {
        (Some(arn), _) => Ok(arn),
        (None, Known::Set(name)) if !broken && !name.is_empty().is_yes() => {
            Ok(match route.destination.kind {
                DestinationKind::CloudWatch => arn(route, "logs", &Text::literal("log-group:").then(name)),
                DestinationKind::Firehose => {
                    arn(route, "firehose", &Text::literal("deliverystream/").then(name))
                }
                DestinationKind::S3 => bucket_arn(&home.partition, name),
            })
        }
        (None, Known::Unknown(why)) if !broken => Err(why.clone()),
        _ => Err(Why::new(named.map_or("no destination is named", |link| link.why.as_str()))),
    }
}

/// Whether a resource policy here lets log delivery write to the group, so that AWS adds none.
fn log_policy_is_written(route: &Route<'_>, group: &Text) -> Truth {
    let speaks_of_it = |policy: &LogPolicy| match &policy.group.value {
        Known::Absent => Truth::Yes,
        Known::Set(scope) => group.equals(scope).or(group.equals(&arn(
            route,
            "logs",
            &Text::literal("log-group:").then(scope),
        ))),
        Known::Unknown(why) => Truth::Unknown(why.clone()),
    };
    let bearing = Matches::of(&route.model.log_policies, speaks_of_it);
    let certain =
        bearing.certain.iter().filter_map(|policy| match (&policy.place.exists, &policy.document.value) {
            (_, Known::Absent) => None,
            (Truth::Yes, Known::Set(document)) => Some(Ok(document.as_ref())),
            (Truth::Unknown(why), _) | (_, Known::Unknown(why)) => Some(Err(why.clone())),
            (Truth::No, _) => None,
        });
    let perhaps = bearing.perhaps.iter().map(|(_, why)| Err(why.clone()));
    let documents = certain.chain(perhaps);
    let policies: Vec<_> = documents.map(|document| Applied { role: Role::Resource, document }).collect();
    let admitted = ["logs:CreateLogStream", "logs:PutLogEvents"].map(|action| {
        match judge(&policies, &write_events(route, action, group)) {
            Judgement::Allowed(_) => Truth::Yes,
            Judgement::Unknown { why, .. } => Truth::Unknown(why),
            Judgement::Denied { .. } | Judgement::NotAllowed(..) => Truth::No,
        }
    });
    Truth::all(admitted)
}

fn bucket_policy_is_written(links: &[Link]) -> Truth {
    let policy = links.iter().find(|link| link.kind == LinkKind::BucketPolicy);
    match policy.map(|link| (link.verdict, &link.reason)) {
        Some((LinkVerdict::Ok, _)) => Truth::Yes,
        Some((LinkVerdict::Unknown, Some(why))) => Truth::Unknown(why.clone()),
        _ => Truth::No,
    }
}
