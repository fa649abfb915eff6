//! How the names end under which templates export values and import those of others: enough to say
//! which templates may exchange some, without parsing them.

use super::is_json;
use memchr::memmem;
use model::known::order;

/// Bytes that are looked at behind a key.
const REACH: usize = 2_000;
/// Names of one template that are kept.
const MOST: usize = 200;

/// Ends of the names behind every `ImportValue`; empty where it cannot be told how a name ends.
pub(super) fn imports(text: &[u8]) -> Vec<String> {
    ends(text, "ImportValue")
}

/// The same behind every `Export`.
pub(super) fn exports(text: &[u8]) -> Vec<String> {
    ends(text, "Export")
}

fn ends(text: &[u8], key: &str) -> Vec<String> {
    let is_json = is_json(text);
    let end = |at: usize| {
        let behind = text.get(at + key.len()..)?;
        let behind = behind.get(..behind.len().min(REACH)).unwrap_or_default();
        let region = match is_json {
            true => of_json(behind),
            false => of_yaml(text.get(..at).unwrap_or_default(), behind),
        };
        let region = String::from_utf8_lossy(region?);
        let lines = region.lines().map(|line| line.split(" #").next().unwrap_or_default());
        Some(end_of(&lines.collect::<Vec<&str>>().join("\n")))
    };
    let mut ends: Vec<String> = memmem::find_iter(text, key.as_bytes()).filter_map(end).take(MOST).collect();
    order::sort(&mut ends);
    ends.dedup();
    ends
}

/// The value behind a key: up to where its brackets are closed.
fn of_json(behind: &[u8]) -> Option<&[u8]> {
    let value = behind.strip_prefix(b"\"")?.trim_ascii_start().strip_prefix(b":")?;
    Some(balanced(value))
}

/// The rest of the line, and the lines below it that are indented further.
fn of_yaml<'t>(before: &[u8], behind: &'t [u8]) -> Option<&'t [u8]> {
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    if line.contains(&b'#') {
        return None;
    }
    let rest = behind.strip_prefix(b"\"").or(behind.strip_prefix(b"'")).unwrap_or(behind);
    let rest = match rest.first() {
        Some(b':') => rest.get(1..)?,
        Some(b' ' | b'\n' | b'\r') if line.ends_with(b"!") => rest,
        _ => return None,
    };
    let indentation = line.iter().take_while(|byte| **byte == b' ').count();
    let mut end = 0;
    for (at, line) in rest.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let inner = line.iter().take_while(|byte| **byte == b' ').count();
        let is_blank = line.trim_ascii().is_empty();
        if at > 0 && !is_blank && inner <= indentation {
            break;
        }
        end += line.len();
    }
    Some(balanced(rest.get(..end).unwrap_or_default()))
}

/// Up to the comma or the closing bracket that ends the value.
fn balanced(value: &[u8]) -> &[u8] {
    let (mut open, mut quote, mut escaped) = (0_usize, None, false);
    for (at, byte) in value.iter().enumerate() {
        match (quote, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(b'"'), b'\\') => escaped = true,
            (Some(mark), byte) if mark == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'{' | b'[') => open += 1,
            (None, b'}' | b']') if open > 0 => open -= 1,
            (None, b'}' | b']') => return value.get(..at).unwrap_or_default(),
            (None, b',') if open == 0 => return value.get(..at).unwrap_or_default(),
            _ => {}
        }
    }
    value
}

/// What stands behind the last `${…}`, or else the last word; nothing where it names something.
fn end_of(region: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-' | '/');
    if let Some((_, behind)) = region.rsplit_once("${") {
        let behind = behind.split_once('}').map_or("", |(_, behind)| behind);
        return behind.chars().take_while(|c| is_word(*c)).collect();
    }
    let region = region.trim_end_matches(|c: char| !is_word(c));
    let start = region.char_indices().rev().take_while(|(_, c)| is_word(*c)).last().map_or(0, |(at, _)| at);
    let (before, word) = region.split_at_checked(start).unwrap_or_default();
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    let names = ["Ref", "Ref:", "Ref\":", "GetAtt", "GetAtt:", "Ref\" :"];
    match names.iter().any(|name| before.ends_with(name)) {
        true => String::new(),
        false => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: (&[&str], &[&str])) {
        assert_eq!(
            (imports(text.as_bytes()), exports(text.as_bytes())),
            {
                let owned = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
                (owned(expected.0), owned(expected.1))
            },
            "{text}"
        );
    }

    #[test]
    fn imports_in_every_form() {
        for (value, end) in [
            ("!ImportValue shared-bucket", "shared-bucket"),
            ("!ImportValue 'shared-bucket' # there", "shared-bucket"),
            ("!ImportValue\n    Fn::Sub: '${Network}-bucket'", "-bucket"),
            ("{'Fn::ImportValue': !Sub '${Network}-bucket'}", "-bucket"),
            ("\n    Fn::ImportValue: !Sub\n      - '${N}-bucket'\n      - {N: !Ref X}\n", "-bucket"),
            ("!ImportValue {'Fn::Join': ['-', [!Ref Network, bucket]]}", "bucket"),
            ("!ImportValue {'Fn::Join': ['-', [bucket, !Ref Network]]}", ""),
            ("!ImportValue {Ref: Network}", ""),
        ] {
            check(&format!("A:\n  B: {value}\n  C: !Sub '${{x}}-other'\n"), (&[end], &[]));
        }
        check("A: [!ImportValue a-1, !ImportValue b-2]\n", (&["a-1", "b-2"], &[]));
        check(
            r#"{"A": {"Fn::ImportValue": "Logs:ExportsOutputRef1"}, "B": 2}"#,
            (&["Logs:ExportsOutputRef1"], &[]),
        );
        check(r#"{"A": {"Fn::ImportValue": {"Fn::Sub": "${N}-a"}}, "B": "${x}-b"}"#, (&["-a"], &[]));
    }

    #[test]
    fn exports_in_every_form() {
        check(
            "O:\n  Value: x\n  Export:\n    Name: !Sub '${AWS::StackName}-bucket'\n  More: y\n",
            (&[], &["-bucket"]),
        );
        check("O:\n  Export: {Name: shared}\n", (&[], &["shared"]));
        check(
            r#"{"O": {"Export": {"Name": {"Fn::Join": ["-", ["x", "bucket"]]}}, "Value": "y"}}"#,
            (&[], &["bucket"]),
        );
        check("# Exported: x\nExportedThing: 1\nA: Exports\n", (&[], &[]));
    }
}
