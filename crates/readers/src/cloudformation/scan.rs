//! A byte scan over a file before anything is parsed: is it a template, can it matter, and which
//! templates does it nest? It may say that a file matters which does not, never the other way.

mod exchange;

use super::template::is_path;
use memchr::memmem;

/// What a scan can tell of a template without parsing it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Mentions a source of MSK logs, or a nested stack or module and speaks of MSK or Kafka.
    pub mentions_msk: bool,
    /// Templates of nested stacks that are named by relative path.
    pub nested: Vec<String>,
    /// Ends of the names of exports that are imported, and of those that are made.
    pub imports: Vec<String>,
    pub exports: Vec<String>,
    /// Declares policies, which may be those of a resource in another template.
    pub has_policies: bool,
}

const SOURCES: [&[u8]; 2] = [b"AWS::MSK::", b"AWS::KafkaConnect::"];
/// Policies that can stand apart from what they are for.
const POLICIES: [&[u8]; 5] = [
    b"AWS::S3::BucketPolicy",
    b"AWS::Logs::ResourcePolicy",
    b"AWS::IAM::Policy",
    b"AWS::IAM::ManagedPolicy",
    b"AWS::IAM::RolePolicy",
];
const BOM: &[u8] = "\u{feff}".as_bytes();
const STACKS: [&[u8]; 3] = [b"AWS::CloudFormation::Stack", b"AWS::Serverless::Application", b"::MODULE"];

/// `None` for what is no template.
pub fn scan(text: &[u8]) -> Option<Scan> {
    if !is_template(text) && !is_of_framework(text) {
        return None;
    }
    let contains = |needles: &[&[u8]]| needles.iter().any(|needle| memmem::find(text, needle).is_some());
    // JSON can spell a letter in another way, and nobody does so without a reason.
    let mut scan = Scan {
        mentions_msk: contains(&SOURCES),
        imports: exchange::imports(text),
        exports: exchange::exports(text),
        has_policies: contains(&POLICIES),
        ..Scan::default()
    };
    scan.mentions_msk |= is_json(text) && contains(&[b"\\u00"]) && contains(&[b"AWS"]);
    if contains(&STACKS) {
        let lower = text.to_ascii_lowercase();
        scan.mentions_msk |=
            memmem::find(&lower, b"msk").is_some() || memmem::find(&lower, b"kafka").is_some();
        for key in ["TemplateURL", "Location", "aws:asset:path"] {
            scan.nested.extend(values(text, key).filter(|path| is_path(path) && is_file(path)));
        }
    }
    Some(scan)
}

/// Whether `Resources` stands where the outermost keys stand, in a file that speaks of AWS.
fn is_template(text: &[u8]) -> bool {
    memmem::find(text, b"AWS").is_some() && has_key(text, b"Resources")
}

/// A configuration of the Serverless Framework with sources in it: it is no template and makes one.
fn is_of_framework(text: &[u8]) -> bool {
    SOURCES.iter().any(|source| memmem::find(text, source).is_some())
        && has_key(text, b"resources")
        && has_key(text, b"provider")
}

/// Whether a key stands where the outermost ones stand.
fn has_key(text: &[u8], key: &[u8]) -> bool {
    let json = is_json(text);
    let is_key = |at: usize| {
        let (before, found) = text.split_at_checked(at).unwrap_or_default();
        let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = line.strip_prefix(BOM).unwrap_or(line);
        let outermost = if json { line.ends_with(b"\"") } else { matches!(line, b"" | b"\"" | b"'") };
        let rest = found.get(key.len()..).unwrap_or_default();
        let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
        outermost && rest.trim_ascii_start().first() == Some(&b':')
    };
    memmem::find_iter(text, key).any(is_key)
}

fn is_json(text: &[u8]) -> bool {
    text.strip_prefix(BOM).unwrap_or(text).trim_ascii_start().first() == Some(&b'{')
}

/// The plain strings that stand behind a key, comments aside.
fn values<'t>(text: &'t [u8], key: &'t str) -> impl Iterator<Item = String> + 't {
    memmem::find_iter(text, key.as_bytes()).filter_map(move |at| {
        let (before, found) = text.split_at_checked(at)?;
        let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        if line.contains(&b'#') {
            return None;
        }
        let rest = found.get(key.len()..)?;
        let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest).trim_ascii_start();
        let value = rest.strip_prefix(b":")?.trim_ascii_start();
        let end = |byte: &u8| matches!(byte, b'\n' | b'\r' | b',' | b'}' | b'#');
        let value = value.split(end).next().unwrap_or_default().trim_ascii();
        let value = std::str::from_utf8(value).ok()?.trim_matches(['"', '\'']);
        Some(value.replace("\\/", "/"))
    })
}

fn is_file(path: &str) -> bool {
    [".yaml", ".yml", ".json", ".template"].iter().any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, mentions_msk: bool, nested: &[&str]) {
        let nested = nested.iter().map(|path| path.to_string()).collect();
        let found = scan(text.as_bytes()).map(|scan| (scan.mentions_msk, scan.nested));
        assert_eq!(found, Some((mentions_msk, nested)), "{text}");
    }

    #[test]
    fn templates_with_and_without_msk() {
        check("Resources:\n  A:\n    Type: AWS::MSK::Cluster\n", true, &[]);
        check("Resources:\r\n  A:\r\n    Type: 'AWS::KafkaConnect::Connector'\r\n", true, &[]);
        check("{\"Resources\": {\"A\": {\"Type\": \"AWS::MSK::Cluster\"}}}", true, &[]);
        check("{\"Resources\" : {\"A\": {\"Type\": \"AWS::\\u004dSK::Cluster\"}}}", true, &[]);
        check("\u{feff}Resources:\n  A: {Type: AWS::S3::Bucket}\n", false, &[]);
        check(
            "AWSTemplateFormatVersion: '2010-09-09'\n\"Resources\":\n  A:\n    Type: AWS::S3::Bucket\n",
            false,
            &[],
        );
    }

    #[test]
    fn configurations_of_the_serverless_framework() {
        let text = |kind: &str| {
            format!(
                "service: orders\nprovider:\n  name: aws\nresources:\n  Resources:\n    A:\n      Type: {kind}\n"
            )
        };
        check(&text("AWS::MSK::Cluster"), true, &[]);
        assert_eq!(scan(text("AWS::S3::Bucket").as_bytes()), None);
    }

    #[test]
    fn what_is_no_template() {
        for text in [
            "",
            "Resources: none\n",
            "a:\n  Resources: AWS::MSK::Cluster\n",
            "kind: Deployment\n",
            "# AWS Resources\nAWS: 1\n",
            "{\"ResourceTypes\": \"AWS::MSK::Cluster\"}",
        ] {
            assert_eq!(scan(text.as_bytes()), None, "{text}");
        }
        assert_eq!(scan(b"\xff\xfe\0AWS\nResources:"), Some(Scan::default()));
    }

    #[test]
    fn nested_templates() {
        let stack = |url: &str| {
            format!(
                "Resources:\n  A:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: {url}\n"
            )
        };
        check(&stack("./a/b.yaml"), false, &["./a/b.yaml"]);
        check(&stack("'../kafka.json'  # there"), true, &["../kafka.json"]);
        check(&stack("https://example.com/x.yaml"), false, &[]);
        check(&stack("!Sub 's3://${B}/x.yaml'"), false, &[]);
        check(
            "Resources:\n  A:\n    Type: AWS::CloudFormation::Stack\n    # TemplateURL: ./a.yaml\n",
            false,
            &[],
        );
        let cdk = r#"{"Resources": {"N": {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "N.nested.template.json"}}}}"#;
        check(cdk, false, &["N.nested.template.json"]);
    }
}
