//! What must be found in the generated logs.

use crate::records::Trail;
use serde_json::Value;
use std::fs;
use std::io;
use std::path::Path;

/// How a timeline differs from what was written.
pub fn compare(report: &Path, trail: &Trail) -> io::Result<Vec<String>> {
    let report: Value = serde_json::from_slice(&fs::read(report)?)?;
    let events = report.get("events").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let notes = || events.iter().filter_map(|event| event.get("notes")?.as_array()).flatten();
    let of_rule = |rule: &str| {
        notes().filter(|note| note.get("rule").and_then(Value::as_str) == Some(rule)).count() as u64
    };
    let input =
        |name: &str| report.pointer(&format!("/inputs/{name}")).and_then(Value::as_u64).unwrap_or_default();
    let in_order =
        events.is_sorted_by_key(|event| event.get("time").and_then(Value::as_str).unwrap_or_default());
    let found = [
        ("logs", input("files"), trail.files),
        ("records", input("records"), trail.records),
        ("calls of MSK", events.len() as u64, trail.of_msk),
        ("destinations without a name", of_rule("unnamed-destination"), trail.unnamed),
        ("destinations by ARN", of_rule("arn-for-name"), trail.arns),
        ("changes of other buckets", input("beside"), trail.beside),
        ("events that were let go", input("let_go"), 0),
    ];
    let mut differences: Vec<String> = found
        .into_iter()
        .filter(|(_, found, expected)| found != expected)
        .map(|(what, found, expected)| format!("{what}: {found} where {expected} were written"))
        .collect();
    if !in_order {
        differences.push("the events are not in the order of time".to_owned());
    }
    Ok(differences)
}
