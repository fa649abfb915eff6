//! What a call is about: a cluster, a connector, a bucket, a key.

use super::member::{items, member, string};
use crate::value::Value;
use std::borrow::Cow;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubjectKind {
    Cluster,
    Connector,
    Replicator,
    /// Something else of MSK or MSK Connect: a configuration, a plugin.
    Other,
    Bucket,
    Key,
    LogGroup,
    Stream,
    LogPolicy,
    LogDelivery,
    Trail,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: SubjectKind,
    pub name: Option<String>,
    pub arn: Option<String>,
}

impl SubjectKind {
    pub fn word(self) -> &'static str {
        match self {
            SubjectKind::Cluster => "cluster",
            SubjectKind::Connector => "connector",
            SubjectKind::Replicator => "replicator",
            SubjectKind::Other => "other",
            SubjectKind::Bucket => "bucket",
            SubjectKind::Key => "key",
            SubjectKind::LogGroup => "log-group",
            SubjectKind::Stream => "stream",
            SubjectKind::LogPolicy => "log-policy",
            SubjectKind::LogDelivery => "log-delivery",
            SubjectKind::Trail => "trail",
        }
    }
}

impl Subject {
    /// For people: the name, or the ARN for lack of one.
    pub fn label(&self) -> &str {
        self.name.as_deref().or(self.arn.as_deref()).unwrap_or_default()
    }

    /// Whether somebody means this by `text`: its name, or its ARN as it is or percent-encoded.
    pub fn is(&self, text: &str) -> bool {
        let text = decoded(text);
        [&self.name, &self.arn].into_iter().flatten().any(|known| *known == text)
    }

    pub(super) fn weight(&self) -> usize {
        [&self.name, &self.arn].into_iter().flatten().map(String::len).sum()
    }
}

/// Members that hold an ARN and those that hold a name, the ones that say most first.
const ARNS: [&str; 9] = [
    "clusterArn",
    "connectorArn",
    "replicatorArn",
    "resourceArn",
    "targetClusterArn",
    "clusterOperationArn",
    "vpcConnectionArn",
    "arn",
    "channelArn",
];
const NAMES: [(&str, SubjectKind); 4] = [
    ("clusterName", SubjectKind::Cluster),
    ("connectorName", SubjectKind::Connector),
    ("replicatorName", SubjectKind::Replicator),
    ("name", SubjectKind::Other),
];

/// What a call of MSK or MSK Connect is about. The answer knows more of what was just created.
pub(super) fn of_kafka(request: &Value, response: Option<&Value>, record: &Value) -> Option<Subject> {
    let parts: Vec<&Value> = [Some(request), response].into_iter().flatten().collect();
    let given = parts.iter().find_map(|part| ARNS.iter().find_map(|name| string(part, name)));
    let listed = || {
        let resources = member(record, "resources").map(items).unwrap_or_default();
        let mut arns = resources.iter().filter_map(|it| string(it, "ARN").or_else(|| string(it, "arn")));
        arns.find(|arn| arn.contains(":kafka"))
    };
    let by_arn = given.or_else(listed).map(|arn| of_arn(decoded(&arn).into_owned()));
    let named = parts.iter().find_map(|part| {
        NAMES
            .iter()
            .find_map(|(name, kind)| string(part, name).map(|name| (decoded(&name).into_owned(), *kind)))
    });
    match (by_arn, named) {
        (Some(subject), Some((name, _))) if subject.name.is_none() => {
            Some(Subject { name: Some(name), ..subject })
        }
        (Some(subject), _) => Some(subject),
        (None, Some((name, kind))) => Some(Subject { kind, name: Some(name), arn: None }),
        (None, None) => None,
    }
}

/// What a refusal says that it is about, where the request says nothing.
pub(super) fn of_refusal(message: &str) -> Option<Subject> {
    let (_, behind) = message.split_once(" on resource: ")?;
    let arn = behind.split(' ').next().filter(|arn| arn.starts_with("arn:") && arn.contains(":kafka"))?;
    Some(of_arn(arn.trim_end_matches('.').to_owned()))
}

/// `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/ID`. What belongs to a cluster names it behind its kind:
/// `topic/CLUSTER/ID/TOPIC`.
fn of_arn(arn: String) -> Subject {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let mut parts = resource.split('/');
    let kind = parts.next().unwrap_or_default();
    let first = parts.next().map(str::to_owned);
    match kind {
        "cluster" => Subject { kind: SubjectKind::Cluster, name: first, arn: Some(arn) },
        "connector" => Subject { kind: SubjectKind::Connector, name: first, arn: Some(arn) },
        "replicator" => Subject { kind: SubjectKind::Replicator, name: first, arn: Some(arn) },
        "topic" | "group" | "transactional-id" | "cluster-operation" => {
            Subject { kind: SubjectKind::Cluster, name: first, arn: None }
        }
        "vpc-connection" => {
            let name = parts.next().map(str::to_owned);
            Subject { kind: SubjectKind::Cluster, name, arn: None }
        }
        _ => Subject { kind: SubjectKind::Other, name: first, arn: Some(arn) },
    }
}

/// What a call of another service is about.
pub(super) fn of_other(service: &str, request: &Value, record: &Value) -> Option<Subject> {
    let get = |names: &[&str]| names.iter().find_map(|name| string(request, name));
    let (kind, name) = match service {
        "s3" => (SubjectKind::Bucket, get(&["bucketName"])),
        "firehose" => (SubjectKind::Stream, get(&["deliveryStreamName"])),
        "cloudtrail" => (SubjectKind::Trail, get(&["name", "trailName"])),
        "kms" => (SubjectKind::Key, get(&["keyId"])),
        _ => [
            (SubjectKind::LogGroup, "logGroupName"),
            (SubjectKind::LogPolicy, "policyName"),
            (SubjectKind::LogDelivery, "logDeliveryId"),
        ]
        .into_iter()
        .find_map(|(kind, name)| Some((kind, Some(string(request, name)?))))?,
    };
    let name = name?;
    if name.starts_with("arn:") {
        let short = name.rsplit(['/', ':']).next().map(str::to_owned);
        return Some(Subject { kind, name: short, arn: Some(name) });
    }
    let resources = member(record, "resources").map(items).unwrap_or_default();
    let mut arns = resources.iter().filter_map(|it| string(it, "ARN").or_else(|| string(it, "arn")));
    let arn = arns.find(|arn| arn.ends_with(&name));
    Some(Subject { kind, name: Some(name), arn })
}

/// A text in which `%3A` and the like stand for characters; as it is where they do not.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|it| *first == b'%' && it.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|it| u8::from_str_radix(std::str::from_utf8(it).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse_source;
    use model::known::FileId;

    const ARN: &str = "arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a-1";

    fn value(json: &str) -> Value {
        parse_source(FileId(0), json).unwrap().value
    }

    fn check(request: &str, response: &str, expected: (&str, &str, Option<&str>)) {
        let found = of_kafka(&value(request), Some(&value(response)), &value("{}")).unwrap();
        assert_eq!(
            (found.kind.word(), found.label(), found.arn.as_deref()),
            expected,
            "{request} {response}"
        );
    }

    #[test]
    fn clusters_are_named_by_arn_or_name() {
        let encoded = "arn%3Aaws%3Akafka%3Aeu-west-1%3A111122223333%3Acluster%2Forders%2F0a-1";
        check(&format!(r#"{{"clusterArn":"{ARN}"}}"#), "null", ("cluster", "orders", Some(ARN)));
        check(&format!(r#"{{"clusterArn":"{encoded}"}}"#), "null", ("cluster", "orders", Some(ARN)));
        check(&format!(r#"{{"resourceArn":"{encoded}"}}"#), "null", ("cluster", "orders", Some(ARN)));
        let created = format!(r#"{{"clusterArn":"{ARN}"}}"#);
        check(r#"{"clusterName":"orders"}"#, &created, ("cluster", "orders", Some(ARN)));
        check(r#"{"clusterName":"orders"}"#, "null", ("cluster", "orders", None));
        let topic = "arn:aws:kafka:eu-west-1:111122223333:topic/orders/0a-1/t";
        check(&format!(r#"{{"arn":"{topic}"}}"#), "null", ("cluster", "orders", None));
        check(r#"{"connectorName":"sink"}"#, "null", ("connector", "sink", None));
        check(r#"{"name":"conf"}"#, "null", ("other", "conf", None));
    }

    #[test]
    fn resources_of_the_record_name_it_as_well() {
        let record = value(&format!(r#"{{"resources":[{{"ARN":"arn:aws:s3:::x"}},{{"ARN":"{ARN}"}}]}}"#));
        assert!(of_kafka(&value("{}"), None, &record).is_some_and(|it| it.is("orders") && it.is(ARN)));
        assert_eq!(of_kafka(&value("{}"), None, &value("{}")), None);
    }

    #[test]
    fn others_are_known_by_name() {
        let of = |service: &str, request: &str| {
            of_other(service, &value(request), &value("{}")).map(|it| (it.kind.word(), it.label().to_owned()))
        };
        assert_eq!(of("s3", r#"{"bucketName":"logs"}"#), Some(("bucket", "logs".to_owned())));
        assert_eq!(of("logs", r#"{"policyName":"p"}"#), Some(("log-policy", "p".to_owned())));
        let key = r#"{"keyId":"arn:aws:kms:eu-west-1:111122223333:key/0a"}"#;
        assert_eq!(of("kms", key), Some(("key", "0a".to_owned())));
        assert_eq!(of("s3", "{}"), None);
    }

    #[test]
    fn what_is_not_encoded_stays() {
        for (text, expected) in [("100%", "100%"), ("%zz%41", "%zzA"), ("%ff", "%ff"), ("%c3%a4", "ä")] {
            assert_eq!(decoded(text), expected);
        }
    }
}
