//! A byte scan over a Terraform file, before anything is parsed: can it matter, and which folders
//! does it call as modules? It may say that a file matters which does not, never the other way.

use super::syntax::{File, split, split_json};
use memchr::memmem;
use model::known::FileId;

/// What a scan can tell without parsing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Mentions a source of MSK logs, or calls a module whose name or source speaks of MSK or Kafka.
    pub mentions_msk: bool,
    /// Sources of module calls that are paths: `./kafka`, `../../`.
    pub local_modules: Vec<String>,
    /// Calls modules that are not paths.
    pub has_remote_modules: bool,
}

/// The file is taken for JSON if its first character is a brace, which begins no HCL file.
pub fn scan(text: &[u8]) -> Scan {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let json = text.trim_ascii_start().first() == Some(&b'{');
    let mut scan = Scan { mentions_msk: mentions_resource(text, json), ..Scan::default() };
    if may_call_modules(text, json)
        && let Ok(text) = std::str::from_utf8(text)
    {
        let id = FileId(0);
        add_calls(&mut scan, text, if json { split_json(id, text) } else { split(id, text) }, json);
    }
    scan
}

/// `aws_msk_…`, `aws_mskconnect_…`, `awscc_msk_…`, `awscc_kafkaconnect_…`, as a word or inside of one.
fn mentions_resource(text: &[u8], json: bool) -> bool {
    let spelt = |middle: &[u8], before: &[&[u8]], after: &[&[u8]]| {
        memmem::find_iter(text, middle).any(|at| {
            let (left, right) = text.split_at_checked(at).unwrap_or_default();
            let right = right.get(middle.len()..).unwrap_or_default();
            before.iter().any(|word| left.ends_with(word)) && after.iter().any(|word| right.starts_with(word))
        })
    };
    spelt(b"_msk", &[b"aws", b"awscc"], &[b"_", b"connect_"])
        || spelt(b"_kafkaconnect", &[b"awscc"], &[b"_"])
        // JSON can spell a letter in another way, and nobody does so without a reason.
        || (json && memmem::find(text, b"\\u00").is_some())
}

/// Whether `module` stands where a block can begin: what follows is a label.
fn may_call_modules(text: &[u8], json: bool) -> bool {
    memmem::find_iter(text, b"module").any(|at| {
        let (before, found) = text.split_at_checked(at).unwrap_or_default();
        let after = found.get(b"module".len()..).unwrap_or_default();
        match (json, after.first()) {
            (true, next) => next == Some(&b'"'),
            (false, Some(b' ' | b'\t' | b'"' | b'/')) => !before.ends_with(b".") && !before.ends_with(b"_"),
            (false, _) => false,
        }
    })
}

fn add_calls(scan: &mut Scan, text: &str, file: File, json: bool) {
    // A block that could not be told apart may have been a call.
    scan.mentions_msk |= !file.problems.is_empty();
    for block in file.blocks.iter().filter(|block| block.kind == "module") {
        let span = block.span.start as usize..block.span.end as usize;
        let sources = sources(text.get(span).unwrap_or_default(), json);
        let words = block.labels.iter().map(String::as_str).chain(sources.iter().flatten().copied());
        scan.mentions_msk |= words.into_iter().any(speaks_of_msk);
        for source in sources {
            match source {
                Some(path) if is_path(path) => scan.local_modules.push(path.replace("\\/", "/")),
                _ => scan.has_remote_modules = true,
            }
        }
    }
}

pub fn is_path(source: &str) -> bool {
    matches!(source, "." | "..")
        || ["./", "../", ".\\/", "..\\/"].iter().any(|start| source.starts_with(start))
}

fn speaks_of_msk(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("msk") || text.contains("kafka")
}

/// The values of every argument `source` of a block, nested ones included; `None` for a value that
/// is no plain string.
fn sources(block: &str, json: bool) -> Vec<Option<&str>> {
    let (name, equals) = if json { ("\"source\"", ':') } else { ("source", '=') };
    let mut found = Vec::new();
    for (at, _) in block.match_indices(name) {
        let Some((before, argument)) = block.split_at_checked(at) else { continue };
        let line = before.rsplit('\n').next().unwrap_or_default().trim();
        if !json && !line.is_empty() && !line.ends_with(['{', '/']) {
            continue;
        }
        let value = argument.strip_prefix(name).and_then(|rest| rest.trim_start().strip_prefix(equals));
        if let Some(value) = value {
            let plain = value.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
            found.push(plain.filter(|plain| !plain.contains(['$', '%'])));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, mentions_msk: bool, local_modules: &[&str], has_remote_modules: bool) {
        let local_modules = local_modules.iter().map(|path| path.to_string()).collect();
        let expected = Scan { mentions_msk, local_modules, has_remote_modules };
        assert_eq!(scan(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn resources_of_msk() {
        for kind in [
            "aws_msk_cluster",
            "aws_msk_serverless_cluster",
            "aws_msk_replicator",
            "aws_mskconnect_connector",
            "awscc_msk_cluster",
            "awscc_kafkaconnect_connector",
        ] {
            check(&format!("resource \"{kind}\" \"a\" {{}}"), true, &[], false);
            check(&format!("{{\"resource\": {{\"{kind}\": {{\"a\": {{}}}}}}}}"), true, &[], false);
        }
        check("resource \"aws_s3_bucket\" \"msk\" {}", false, &[], false);
        check("locals { x = aws_mskx }", false, &[], false);
        check("", false, &[], false);
    }

    #[test]
    fn modules_that_are_paths() {
        check("module \"a\" {\n  source = \"./a\"\n}\n", false, &["./a"], false);
        check("module \"a\" { source = \"../../\" }", false, &["../../"], false);
        check(
            "module a {\n  source=\"../a\"\n}\nmodule b {\n  source = \"./b\"\n}",
            false,
            &["../a", "./b"],
            false,
        );
        check("\u{feff}module\t\"a\" {\r\n\tsource\t= \"./a\"\r\n}\r\n", false, &["./a"], false);
        check("/* first */ module \"a\" { /* from */ source = \"./a\" }", false, &["./a"], false);
        check("\u{feff}{\"module\": {\"a\": {\"source\": \"..\"}}}", false, &[".."], false);
        check(
            r#"{"module": {"a": {"source": ".\/a"}, "b": [{"source": "../b"}]}}"#,
            false,
            &["./a", "../b"],
            false,
        );
    }

    #[test]
    fn modules_from_elsewhere() {
        check("module \"a\" {\n  source = \"org/vpc/aws\"\n}\n", false, &[], true);
        check("module \"a\" {\n  source = var.where\n}\n", false, &[], true);
        check("module \"a\" {\n  source = \"./${local.x}\"\n}\n", false, &[], true);
        check("module \"events\" {\n  source = \"git::https://x/MSK.git\"\n}\n", true, &[], true);
        check("module \"Kafka\" {\n  source = \"org/streams/aws\"\n}\n", true, &[], true);
    }

    #[test]
    fn what_is_no_call() {
        check("output \"x\" { value = module.kafka.arn }", false, &[], false);
        check("locals { p = \"${path.module}/x\" }\n# module \"kafka\" {}\n", false, &[], false);
        check("module \"a\" {\n  # source = \"../old\"\n  source = \"./new\"\n}", false, &["./new"], false);
        check("resource \"aws_s3_object\" \"o\" {\n  source = \"./files\"\n}", false, &[], false);
    }

    #[test]
    fn what_cannot_be_split_may_matter() {
        check("module \"a\" {\n  source = \"./a\"\n", true, &["./a"], false);
        check("module \"a\" \n  source = \"./a\"\n", true, &[], false);
        assert!(!scan(b"\xff\xfe\0module \"x\"").mentions_msk);
    }
}
