//! Which call of AWS a JSON document belongs to, told from the names of its outermost object.

/// A document, by the call that it goes into or comes out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The value of `--logging-info` alone.
    LoggingInfo,
    /// The value of `--log-delivery` alone, of a connector or a replicator.
    LogDelivery,
    CreateCluster,
    CreateClusterV2,
    UpdateMonitoring,
    CreateConnector,
    CreateReplicator,
    DescribeCluster,
    /// Also a plain list of what `--query` took out of it, or one cluster of it.
    ListClusters,
    DescribeConnector,
    DescribeReplicator,
    /// `get-bucket-policy` and `get-key-policy`, and the requests that put such a policy.
    PolicyText,
    BucketEncryption,
    Buckets,
    Key,
    Aliases,
    LogGroups,
    LogPolicies,
    Stream,
    StreamTags,
    Role,
    /// `list-roles`.
    Roles,
    /// `get-role-policy`, and the request that puts it.
    RolePolicy,
    /// `list-role-policies`.
    PolicyNames,
    AttachedPolicies,
    PolicyVersion,
    /// `get-account-authorization-details`.
    AccountDetails,
    /// A policy document by itself.
    Policy,
}

/// The outermost names with the first byte of what stands behind each.
pub(super) struct Names<'t> {
    found: Vec<(&'t [u8], u8)>,
    pub is_list: bool,
}

/// Names that are looked at; a document of ours has its telling ones among the first.
const MOST: usize = 64;

/// Other documents that have policies or settings of ours somewhere inside.
const FOREIGN: [&str; 8] = [
    "AWSTemplateFormatVersion",
    "Resources",
    "format_version",
    "planned_values",
    "terraform_version",
    "lineage",
    "Records",
    "$schema",
];

impl<'t> Names<'t> {
    /// Of the outermost object, or of the first one in an outermost list.
    pub fn of(text: &'t [u8]) -> Names<'t> {
        let mut names = Names { found: Vec::new(), is_list: text.first() == Some(&b'[') };
        let wanted = if names.is_list { 2 } else { 1 };
        let (mut at, mut depth) = (0_usize, 0_usize);
        while let Some(byte) = text.get(at) {
            at += 1;
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    // Only the first object of a list is looked at.
                    if depth < wanted {
                        break;
                    }
                }
                b'"' => {
                    let start = at;
                    at = behind_string(text, at);
                    if depth != wanted {
                        continue;
                    }
                    let rest = text.get(at..).unwrap_or_default().trim_ascii_start();
                    let Some(value) = rest.strip_prefix(b":") else { continue };
                    let name = text.get(start..at.saturating_sub(1)).unwrap_or_default();
                    let first = value.trim_ascii_start().first().copied().unwrap_or_default();
                    names.found.push((name, first));
                    if names.found.len() >= MOST {
                        break;
                    }
                }
                _ => {}
            }
        }
        names
    }

    /// The first byte of the value; the API writes `clusterName` where the CLI writes `ClusterName`.
    fn first_byte(&self, name: &str) -> Option<u8> {
        let is_it = |found: &[u8]| same_name(found, name.as_bytes());
        self.found.iter().find(|(found, _)| is_it(found)).map(|(_, first)| *first)
    }

    fn has(&self, name: &str) -> bool {
        self.first_byte(name).is_some()
    }

    fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    fn object(&self, name: &str) -> bool {
        self.first_byte(name) == Some(b'{')
    }

    fn list(&self, name: &str) -> bool {
        self.first_byte(name) == Some(b'[')
    }
}

/// Equal but for the case of the first letter.
pub(super) fn same_name(a: &[u8], b: &[u8]) -> bool {
    match (a.split_first(), b.split_first()) {
        (Some((a, rest)), Some((b, other))) => a.eq_ignore_ascii_case(b) && rest == other,
        (a, b) => a.is_none() && b.is_none(),
    }
}

fn behind_string(text: &[u8], mut at: usize) -> usize {
    while let Some(rest) = text.get(at..) {
        match memchr::memchr2(b'"', b'\\', rest) {
            Some(found) if rest.get(found) == Some(&b'"') => return at + found + 1,
            Some(found) => at += found + 2,
            None => return text.len(),
        }
    }
    text.len()
}

/// `says` tells whether some words stand anywhere in the text.
pub(super) fn shape(names: &Names<'_>, says: &dyn Fn(&str) -> bool) -> Option<Shape> {
    if names.any(&FOREIGN) {
        return None;
    }
    source(names, says).or_else(|| thing(names, says))
}

/// Other services have a `LoggingInfo` as well.
fn source(names: &Names<'_>, says: &dyn Fn(&str) -> bool) -> Option<Shape> {
    let logs = || says("rokerLogs") || says("uthorizerLogs");
    let monitoring = ["LoggingInfo", "EnhancedMonitoring", "OpenMonitoring"];
    let cluster = ["BrokerNodeGroupInfo", "CurrentBrokerSoftwareInfo", "NumberOfBrokerNodes", "KafkaVersion"];
    let logging = names.object("LoggingInfo") && logs();
    let shown = ["LoggingInfo", "CurrentBrokerSoftwareInfo", "Provisioned", "Serverless"];
    Some(match () {
        () if names.list("ClusterInfoList") => Shape::ListClusters,
        () if names.object("ClusterInfo") => Shape::DescribeCluster,
        () if names.list("Connectors") && says("onnectorArn") => Shape::DescribeConnector,
        // What a call that creates something answers shows nothing but names.
        () if names.has("ConnectorArn") && names.any(&["LogDelivery", "ConnectorConfiguration"]) => {
            Shape::DescribeConnector
        }
        () if names.has("ReplicatorArn") && names.any(&["LogDelivery", "ReplicationInfoList"]) => {
            Shape::DescribeReplicator
        }
        () if names.has("ClusterArn") && names.has("ClusterName") && names.any(&shown) => Shape::ListClusters,
        () if names.has("CurrentVersion")
            && names.any(&monitoring)
            && (names.has("ClusterArn") || logs()) =>
        {
            Shape::UpdateMonitoring
        }
        () if names.has("ClusterName") && (names.object("Provisioned") || names.object("Serverless")) => {
            Shape::CreateClusterV2
        }
        () if names.object("Provisioned") && logs() => Shape::CreateClusterV2,
        () if names.has("ClusterName") && (names.any(&cluster) && says("roker") || logging) => {
            Shape::CreateCluster
        }
        () if logging => Shape::CreateCluster,
        () if names.has("ConnectorName") && names.any(&["ConnectorConfiguration", "LogDelivery"]) => {
            Shape::CreateConnector
        }
        () if names.has("ReplicatorName") && names.any(&["KafkaClusters", "LogDelivery"]) => {
            Shape::CreateReplicator
        }
        () if names.object("BrokerLogs") || names.object("AuthorizerLogs") => Shape::LoggingInfo,
        () if names.object("WorkerLogDelivery") || names.object("ReplicatorLogDelivery") => {
            Shape::LogDelivery
        }
        () => return None,
    })
}

fn thing(names: &Names<'_>, says: &dyn Fn(&str) -> bool) -> Option<Shape> {
    let policy = || says("Statement");
    Some(match () {
        () if names.object("KeyMetadata") => Shape::Key,
        () if names.list("Aliases") && says("AliasName") => Shape::Aliases,
        () if names.list("LogGroups") && says("ogGroupName") => Shape::LogGroups,
        () if names.is_list && names.has("LogGroupName") && names.has("Arn") => Shape::LogGroups,
        () if names.list("ResourcePolicies") && says("olicyDocument") => Shape::LogPolicies,
        () if names.object("DeliveryStreamDescription") => Shape::Stream,
        () if names.list("Tags") && names.has("HasMoreTags") => Shape::StreamTags,
        () if names.object("ServerSideEncryptionConfiguration") => Shape::BucketEncryption,
        () if names.list("Rules") && says("ApplyServerSideEncryptionByDefault") => Shape::BucketEncryption,
        () if names.list("Buckets") && names.has("Owner") => Shape::Buckets,
        () if names.object("Role") && says("AssumeRolePolicyDocument") => Shape::Role,
        () if names.list("Roles") && says("AssumeRolePolicyDocument") => Shape::Roles,
        () if ["RoleName", "PolicyName", "PolicyDocument"].iter().all(|name| names.has(name)) => {
            Shape::RolePolicy
        }
        () if names.list("PolicyNames") => Shape::PolicyNames,
        () if names.list("AttachedPolicies") => Shape::AttachedPolicies,
        () if names.object("PolicyVersion") && policy() => Shape::PolicyVersion,
        () if names.list("RoleDetailList") || names.list("UserDetailList") => Shape::AccountDetails,
        () if names.first_byte("Policy") == Some(b'"') && policy() => Shape::PolicyText,
        () if names.object("Policy") && names.any(&["Bucket", "KeyId"]) && policy() => Shape::PolicyText,
        () if (names.list("Statement") || names.object("Statement")) && says("Effect") => Shape::Policy,
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use memchr::memmem;

    fn check(text: &str, expected: Option<Shape>) {
        let says = |words: &str| memmem::find(text.as_bytes(), words.as_bytes()).is_some();
        assert_eq!(shape(&Names::of(text.as_bytes()), &says), expected, "{text}");
    }

    #[test]
    fn requests() {
        check(r#"{"BrokerLogs": {"S3": {"Enabled": true}}}"#, Some(Shape::LoggingInfo));
        check(r#"{"loggingInfo": {"brokerLogs": {}}}"#, Some(Shape::CreateCluster));
        check(
            r#"{"ClusterName": "a", "BrokerNodeGroupInfo": {}, "KafkaVersion": "3.6.0"}"#,
            Some(Shape::CreateCluster),
        );
        check(r#"{"clusterName": "a", "serverless": {}}"#, Some(Shape::CreateClusterV2));
        check(
            r#"{"ClusterArn": "x", "CurrentVersion": "K1", "LoggingInfo": {}}"#,
            Some(Shape::UpdateMonitoring),
        );
        check(
            r#"{"currentVersion": "K1", "loggingInfo": {"brokerLogs": {}}}"#,
            Some(Shape::UpdateMonitoring),
        );
        check(r#"{"connectorName": "c", "logDelivery": {}}"#, Some(Shape::CreateConnector));
        check(r#"{"ReplicatorName": "r", "KafkaClusters": []}"#, Some(Shape::CreateReplicator));
        check(r#"{"workerLogDelivery": {"s3": {}}}"#, Some(Shape::LogDelivery));
    }

    #[test]
    fn answers() {
        check(r#"{"ClusterInfo": {"ClusterName": "a"}}"#, Some(Shape::DescribeCluster));
        check(r#"{"ClusterInfoList": [{}], "NextToken": "x"}"#, Some(Shape::ListClusters));
        check(r#"[{"ClusterArn": "x", "ClusterName": "a", "LoggingInfo": {}}]"#, Some(Shape::ListClusters));
        check(r#"{"connectors": [{"connectorArn": "x"}]}"#, Some(Shape::DescribeConnector));
        check(r#"{"Policy": "{\"Statement\":[]}"}"#, Some(Shape::PolicyText));
        check(r#"{"KeyMetadata": {}}"#, Some(Shape::Key));
        check(r#"{"logGroups": [{"logGroupName": "a"}]}"#, Some(Shape::LogGroups));
        check(r#"{"Tags": [], "HasMoreTags": false}"#, Some(Shape::StreamTags));
        check(r#"{"Statement": {"Effect": "Allow"}}"#, Some(Shape::Policy));
    }

    #[test]
    fn answers_about_identities() {
        check(r#"{"Role": {"RoleName": "a", "AssumeRolePolicyDocument": {}}}"#, Some(Shape::Role));
        check(r#"{"Roles": [{"AssumeRolePolicyDocument": {}}]}"#, Some(Shape::Roles));
        check(
            r#"{"RoleName": "a", "PolicyName": "b", "PolicyDocument": {"Statement": []}}"#,
            Some(Shape::RolePolicy),
        );
        check(r#"{"AttachedPolicies": []}"#, Some(Shape::AttachedPolicies));
        check(r#"{"PolicyNames": [], "IsTruncated": false}"#, Some(Shape::PolicyNames));
        check(r#"{"PolicyVersion": {"Document": {"Statement": []}}}"#, Some(Shape::PolicyVersion));
        check(r#"{"UserDetailList": [], "RoleDetailList": []}"#, Some(Shape::AccountDetails));
        check(r#"{"Role": {"Name": "a"}}"#, None);
    }

    #[test]
    fn documents_of_others() {
        for text in [
            "{}",
            "[]",
            "[[[{\"Statement\": []}]]]",
            r#"{"LoggingInfo": {"S3BucketName": "a", "S3Region": "eu-west-1"}}"#,
            r#"{"Policy": {"PolicyName": "a", "Arn": "x"}}"#,
            r#"{"Resources": {}, "Statement": [{"Effect": "Allow"}]}"#,
            r#"{"a": {"BrokerLogs": {}}}"#,
            r#"{"ClusterName": "eks", "KafkaVersion": "3"}"#,
            r#"{"tags": [], "name": "x"}"#,
            r#"{"ClusterArn": "x", "ClusterName": "a", "State": "CREATING"}"#,
            r#"{"ConnectorArn": "x", "ConnectorName": "a", "ConnectorState": "CREATING"}"#,
            r#"{"ReplicatorArn": "x", "ReplicatorName": "a", "ReplicatorState": "CREATING"}"#,
            r#"{"a": "\"BrokerLogs\": {}"}"#,
        ] {
            check(text, None);
        }
    }

    #[test]
    fn what_is_cut_off_is_told_by_what_is_left() {
        check(r#"{"ClusterInfo": {"ClusterName": "a", "Logg"#, Some(Shape::DescribeCluster));
        check("{\"ClusterInfo", None);
        check(&"{\"a\":".repeat(100_000), None);
    }
}
