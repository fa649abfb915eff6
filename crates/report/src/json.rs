//! The JSON report, indented, with a line feed at the end.

use engine::report::Report;
use std::io::{self, Write};

pub fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys of the first object under each key, in the order in which they stand.
    fn keys(text: &str, indent: usize) -> Vec<&str> {
        let start = " ".repeat(indent) + "\"";
        let names = text.lines().filter_map(|line| line.strip_prefix(start.as_str())?.split('"').next());
        names.collect()
    }

    #[test]
    fn fields_stand_in_the_order_of_the_contract() {
        let mut out = Vec::new();
        json(&crate::sample::checked().report, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(keys(&text, 2), ["version", "tool", "status", "inputs", "paths", "findings", "problems"]);
        let paths = text.split("\"paths\"").nth(1).unwrap().split("\"findings\"").next().unwrap();
        let path = ["source", "log", "destination", "state", "verdict", "links"];
        assert_eq!(keys(paths, 6), [&path, &path[..], &["scenarios"], &path].concat());
        let findings = text.split("\"findings\"").nth(1).unwrap();
        let expected = [
            "rule",
            "severity",
            "confidence",
            "message",
            "at",
            "labels",
            "help",
            "url",
            "fingerprint",
            "when",
            "fixes",
        ];
        assert_eq!(keys(findings, 6), [expected, expected].concat());
    }

    #[test]
    fn what_is_not_there_is_null() {
        let mut out = Vec::new();
        json(&crate::sample::checked().report, &mut out).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let link = &report["paths"][1]["links"][0];
        assert!(link["address"].is_null() && link["at"].is_null());
        assert_eq!(report["findings"][0]["when"][0]["is"], false);
        assert_eq!(
            report["findings"][1]["at"]["offset"].as_u64(),
            report["findings"][1]["labels"][0]["at"]["offset"].as_u64()
        );
    }
}
