//! Whose policy, encryption or tags a file shows, where the answer of AWS does not say so.
//!
//! The name of the file tells it in one of three ways: `get-bucket-policy.acme-logs.json`,
//! `acme-logs.bucket-policy.json`, or `get-bucket-policy.json` in a folder `acme-logs` that holds nothing
//! about anything else.

use crate::path::parent;

/// A call whose answer does not name what it is about, in full and in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub name: &'static str,
    pub short: &'static str,
}

pub(super) const BUCKET_POLICY: Call = Call { name: "get-bucket-policy", short: "bucket-policy" };
pub(super) const BUCKET_ENCRYPTION: Call = Call { name: "get-bucket-encryption", short: "bucket-encryption" };
pub(super) const KEY_POLICY: Call = Call { name: "get-key-policy", short: "key-policy" };
pub(super) const STREAM_TAGS: Call =
    Call { name: "list-tags-for-delivery-stream", short: "delivery-stream-tags" };
pub(super) const ATTACHED_POLICIES: Call =
    Call { name: "list-attached-role-policies", short: "attached-role-policies" };
pub(super) const POLICY_NAMES: Call = Call { name: "list-role-policies", short: "role-policies" };
pub(super) const POLICY_VERSION: Call = Call { name: "get-policy-version", short: "policy-version" };

const CALLS: [&str; 18] = [
    "get-bucket-policy",
    "get-bucket-encryption",
    "get-key-policy",
    "list-tags-for-delivery-stream",
    "describe-cluster",
    "list-clusters",
    "describe-connector",
    "describe-replicator",
    "describe-key",
    "describe-log-groups",
    "describe-resource-policies",
    "describe-delivery-stream",
    "get-role.",
    "get-role-policy",
    "list-role-policies",
    "list-attached-role-policies",
    "get-policy-version",
    "get-account-authorization-details",
];

/// Whether a file is called after a call of AWS.
pub(super) fn is_call(path: &str) -> bool {
    let name = file_name(path);
    path.ends_with(".json") && CALLS.iter().any(|call| name.starts_with(call))
}

impl Call {
    /// What the path of a file says its answer is about. `is_one` tells of a folder whether all that it
    /// holds is about one thing.
    pub fn subject(self, path: &str, is_one: impl Fn(&str) -> bool) -> Option<String> {
        self.by_name(path).or_else(|| self.by_folder(path, is_one))
    }

    pub fn by_name(self, path: &str) -> Option<String> {
        let name = file_name(path);
        let name = name.strip_suffix(".json").unwrap_or(name);
        let told = |call: &str| {
            let behind = name.strip_prefix(call).and_then(|rest| rest.strip_prefix('.'));
            behind.or_else(|| name.strip_suffix(call).and_then(|rest| rest.strip_suffix('.')))
        };
        let subject = told(self.name).or_else(|| told(self.short))?;
        (!subject.is_empty()).then(|| subject.to_owned())
    }

    pub fn by_folder(self, path: &str, is_one: impl Fn(&str) -> bool) -> Option<String> {
        let name = file_name(path);
        let name = name.strip_suffix(".json").unwrap_or(name);
        let folder = parent(path);
        let is_told = (name == self.name || name == self.short) && folder != ".";
        (is_told && is_one(&folder)).then(|| file_name(&folder).to_owned())
    }

    /// Whether the file is called after this call, whatever it is about.
    pub fn is_named(self, path: &str) -> bool {
        let name = file_name(path);
        let name = name.strip_suffix(".json").unwrap_or(name);
        [self.name, self.short].iter().any(|call| {
            name == *call || name.starts_with(&format!("{call}.")) || name.ends_with(&format!(".{call}"))
        })
    }

    /// What to call the file.
    pub fn file(self, subject: &str) -> String {
        format!("{}.{subject}.json", self.name)
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Option<&str>) {
        assert_eq!(BUCKET_POLICY.subject(path, |folder| folder != "aws").as_deref(), expected, "{path}");
    }

    #[test]
    fn names_of_files_and_folders() {
        check("aws/get-bucket-policy.acme.logs.json", Some("acme.logs"));
        check("aws/acme.logs.bucket-policy.json", Some("acme.logs"));
        check("aws/acme.get-bucket-policy.json", Some("acme"));
        check("aws/acme/get-bucket-policy.json", Some("acme"));
        check("aws/get-bucket-policy.json", None);
        check("get-bucket-policy.json", None);
        check("aws/bucket-policy-of-the-logs.json", None);
        check("aws/get-bucket-policy..json", None);
        check("aws/acme/policy.json", None);
    }

    #[test]
    fn files_that_are_called_after_a_call() {
        assert!(is_call("a/describe-cluster-v2.orders.json") && is_call("get-key-policy.json"));
        assert!(!is_call("get-bucket-policy.sh") && !is_call("policy.json"));
        assert!(KEY_POLICY.is_named("x/logs.key-policy.json") && !KEY_POLICY.is_named("key-policy-x.json"));
    }
}
