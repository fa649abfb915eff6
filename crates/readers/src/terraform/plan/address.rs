//! Addresses of resources as Terraform prints them: `module.a["x"].aws_s3_bucket.logs[0]`.

use crate::terraform::lower;
use crate::value::Key;

/// An address taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The module instances that lead to it, from the outside in.
    pub modules: Vec<(String, Option<Key>)>,
    pub is_data: bool,
    pub kind: String,
    pub name: String,
    pub key: Option<Key>,
}

/// Types of data sources and helpers that the policies of others are made from.
const BESIDE: [&str; 7] = [
    "aws_caller_identity",
    "aws_region",
    "aws_partition",
    "aws_arn",
    "aws_organizations_organization",
    "aws_ssm_parameter",
    "random_",
];

/// Whether a resource can matter for log delivery. Of the state before a plan (`prior`), only data
/// sources do. What is no address may be that of anything.
pub fn is_wanted(address: &str, prior: bool) -> bool {
    let Some(Address { kind, is_data, .. }) = parse(address) else {
        let local = address.rsplit_once("].").map_or(address, |(_, local)| local);
        return !["ephemeral.", "action.", "list."].iter().any(|kind| local.contains(kind));
    };
    let beside = BESIDE.iter().any(|prefix| kind.starts_with(prefix));
    (is_data || !prior) && (beside || lower::matters(&kind))
}

/// Whether the address is that of something that emits logs of MSK.
pub fn is_source(kind: &str) -> bool {
    ["aws_msk", "awscc_msk", "awscc_kafkaconnect"].iter().any(|prefix| kind.starts_with(prefix))
}

/// `None` for what is no address of a resource.
pub fn parse(address: &str) -> Option<Address> {
    let mut modules = Vec::new();
    let mut rest = address;
    let mut is_data = false;
    loop {
        let (name, key, behind) = step(rest)?;
        match (name, key) {
            ("module", None) => {
                let (name, key, behind) = step(behind?)?;
                modules.push((name.to_owned(), key));
                rest = behind?;
            }
            ("data", None) if !is_data => {
                is_data = true;
                rest = behind?;
            }
            (kind, None) => {
                let (name, key, behind) = step(behind?)?;
                let (kind, name) = (kind.to_owned(), name.to_owned());
                return behind.is_none().then_some(Address { modules, is_data, kind, name, key });
            }
            _ => return None,
        }
    }
}

/// A name with its index, and what follows behind a dot.
pub fn step(text: &str) -> Option<(&str, Option<Key>, Option<&str>)> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, mut rest) = text.split_at_checked(end)?;
    let mut key = None;
    if let Some(index) = rest.strip_prefix('[') {
        let (found, behind) = self::key(index)?;
        key = Some(found);
        rest = behind;
    }
    if name.is_empty() {
        return None;
    }
    match rest.strip_prefix('.') {
        Some(behind) => Some((name, key, Some(behind))),
        None => rest.is_empty().then_some((name, key, None)),
    }
}

/// A key, and what follows the bracket that closes it.
fn key(text: &str) -> Option<(Key, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (digits, behind) = text.split_once(']')?;
        return Some((Key::Index(digits.parse().ok()?), behind));
    };
    let mut name = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((Key::Name(name), quoted.get(at + 1..)?.strip_prefix(']')?)),
            '\\' => match chars.next()?.1 {
                'n' => name.push('\n'),
                't' => name.push('\t'),
                'r' => name.push('\r'),
                c => name.push(c),
            },
            c => name.push(c),
        }
    }
    None
}

impl Address {
    /// `module.a.module.b`, or nothing: the code, without its instances.
    pub fn code(&self) -> String {
        let names: Vec<String> = self.modules.iter().map(|(name, _)| format!("module.{name}")).collect();
        names.join(".")
    }

    /// `aws_s3_bucket.logs` or `data.aws_region.here`.
    pub fn local(&self) -> String {
        format!("{}{}.{}", if self.is_data { "data." } else { "" }, self.kind, self.name)
    }
}

/// An address below another, which may be empty.
pub fn below(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        ("", inner) => inner.to_owned(),
        (outer, "") => outer.to_owned(),
        (outer, inner) => format!("{outer}.{inner}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let check = |text: &str, code: &str, local: &str, key: Option<Key>| {
            let address = parse(text).unwrap();
            assert_eq!((address.code().as_str(), address.local().as_str()), (code, local));
            assert_eq!(address.key, key, "{text}");
        };
        check("aws_s3_bucket.logs", "", "aws_s3_bucket.logs", None);
        check("data.aws_region.here", "", "data.aws_region.here", None);
        check("aws_s3_bucket.logs[12]", "", "aws_s3_bucket.logs", Some(Key::Index(12)));
        check(
            r#"module.a["x.]\"y"].module.b[0].aws_s3_bucket.logs["q"]"#,
            "module.a.module.b",
            "aws_s3_bucket.logs",
            Some(Key::Name("q".to_owned())),
        );
        for wrong in ["", "a", "module.a", "a.b.c", "a.b[", "a.b[x]", "module.a.b", ".a", "a.b[\"x]"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_matters_is_told_by_its_type() {
        assert!(is_wanted("module.a.aws_msk_cluster.this[0]", false));
        assert!(!is_wanted("module.aws_msk_cluster.aws_instance.x", false));
        assert!(!is_wanted("aws_s3_bucket.logs", true));
        assert!(is_wanted("data.aws_caller_identity.me", true));
        assert!(is_wanted("", false));
        assert!(!is_wanted("module.a.ephemeral.random_password.x", false));
    }
}
