//! A byte scan over a file before anything is parsed: is it a document of AWS, a policy, or a script that calls
//! the CLI for Amazon MSK?

use super::naming::is_call;
use super::shape::{Names, Shape, shape};
use memchr::memmem;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// A request or an answer of AWS.
    Document {
        /// Says itself what it is about, as descriptions of clusters, keys and log groups do.
        names_itself: bool,
    },
    /// A policy by itself.
    Policy {
        /// Names log delivery.
        names_delivery: bool,
    },
    Script,
}

const BOM: &[u8] = "\u{feff}".as_bytes();

/// Words of which a document of ours has one: whatever has none is passed over at the speed of memory.
const TELLING: [&[u8]; 22] = [
    b"\"Statement",
    b"\\\"Statement",
    b"rokerLogs",
    b"uthorizerLogs",
    b"ogDelivery\"",
    b"lusterInfo",
    b"lusterArn\"",
    b"lusterName\"",
    b"onnectorName\"",
    b"eplicatorName\"",
    b"KeyMetadata",
    b"AliasName",
    b"ogGroupName",
    b"olicyDocument",
    b"DeliveryStreamDescription",
    b"HasMoreTags",
    b"ServerSideEncryption",
    b"\"Buckets\"",
    b"ttachedPolicies\"",
    b"olicyNames\"",
    b"olicyVersion\"",
    b"\\u00",
];

/// Documents that do not say what they are about; and those that are about identities, whose account
/// is that of what is in force around them.
pub(super) const NAMELESS: [Shape; 11] = [
    Shape::PolicyText,
    Shape::Policy,
    Shape::BucketEncryption,
    Shape::StreamTags,
    Shape::Role,
    Shape::Roles,
    Shape::RolePolicy,
    Shape::PolicyNames,
    Shape::AttachedPolicies,
    Shape::PolicyVersion,
    Shape::AccountDetails,
];

impl Scan {
    /// A policy that does not name log delivery matters to nobody, unless somebody names it.
    pub fn matters(self) -> bool {
        self != Scan::Policy { names_delivery: false }
    }

    /// Whether the folder of the file is that of an account.
    pub fn is_of_account(self) -> bool {
        matches!(self, Scan::Document { names_itself: true } | Scan::Script)
    }
}

/// `None` for what is none of ours.
pub fn scan(path: &str, text: &[u8]) -> Option<Scan> {
    let text = text.strip_prefix(BOM).unwrap_or(text).trim_ascii_start();
    if is_script(path, text) {
        return speaks_to_aws(text).then_some(Scan::Script);
    }
    if text.is_empty() {
        return is_call(path).then_some(Scan::Document { names_itself: false });
    }
    match shape_of(text)? {
        Shape::Policy => Some(Scan::Policy { names_delivery: names_delivery(text) }),
        shape => Some(Scan::Document { names_itself: !NAMELESS.contains(&shape) }),
    }
}

/// The shape of a JSON text without a byte order mark.
pub(super) fn shape_of(text: &[u8]) -> Option<Shape> {
    if !matches!(text.first(), Some(b'{' | b'[')) {
        return None;
    }
    let says = |words: &[u8]| memmem::find(text, words).is_some();
    if !TELLING.iter().any(|words| says(words)) {
        return None;
    }
    shape(&Names::of(text), &|words| says(words.as_bytes()))
}

fn is_script(path: &str, text: &[u8]) -> bool {
    let shebang = || {
        let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        line.starts_with(b"#!") && memmem::find(line, b"sh").is_some()
    };
    [".sh", ".bash"].iter().any(|ending| path.ends_with(ending)) || shebang()
}

/// Calls that create what emits logs or change where they go; the others matter only beside log delivery.
fn speaks_to_aws(text: &[u8]) -> bool {
    let says = |words: &str| memmem::find(text, words.as_bytes()).is_some();
    let sources = ["create-cluster", "update-monitoring", "create-replicator", "create-connector"];
    let puts = ["put-bucket-policy", "put-key-policy"];
    says("aws")
        && (says("kafka") && sources.iter().any(|call| says(call))
            || names_delivery(text) && puts.iter().any(|call| says(call)))
}

pub(super) fn names_delivery(text: &[u8]) -> bool {
    memmem::find(text, b"delivery.logs.").is_some() || memmem::find(text, b"LogDelivery").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: Option<Scan>) {
        assert_eq!(scan(path, text.as_bytes()), expected, "{path}: {text}");
    }

    #[test]
    fn scripts_that_call_aws_for_msk() {
        check("a.sh", "aws kafka create-cluster --cluster-name a\n", Some(Scan::Script));
        check("bin/deploy", "#!/usr/bin/env bash\naws kafka update-monitoring\n", Some(Scan::Script));
        check("a.sh", "aws eks create-cluster\n", None);
        check("a.sh", "aws s3api put-bucket-policy --bucket a\n", None);
        check("a.md", "aws kafka create-cluster\n", None);
    }

    #[test]
    fn json_of_aws() {
        let bom = "\u{feff}\n {\"BrokerLogs\": {}}";
        check("a.json", bom, Some(Scan::Document { names_itself: true }));
        check(
            "a.json",
            "{\"Tags\": [], \"HasMoreTags\": false}",
            Some(Scan::Document { names_itself: false }),
        );
        check("a.json", "{\"name\": \"x\"}", None);
        check("get-bucket-policy.acme.json", "", Some(Scan::Document { names_itself: false }));
        check("a.json", "", None);
        check("a.json", "%PDF-1.4 \"BrokerLogs\": {}", None);
    }

    #[test]
    fn policies_by_themselves() {
        let policy = |principal: &str| {
            format!(r#"{{"Statement": [{{"Effect": "Allow", "Principal": {{"Service": "{principal}"}}}}]}}"#)
        };
        check("p.json", &policy("s3.amazonaws.com"), Some(Scan::Policy { names_delivery: false }));
        let named = policy("delivery.logs.amazonaws.com");
        check("p.json", &named, Some(Scan::Policy { names_delivery: true }));
    }
}
