//! Files that are no UTF-8: whether what they hold would have mattered. Those are told, others are passed over.

use crate::disk::LARGEST;
use engine::{Content, look};
use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes of a file that is too large to be read, as far as it is looked at.
const SNIFFED: u64 = 1024 * 1024;

/// What a template without Amazon MSK says where it is on the way of logs all the same.
const TELLING: [&[u8]; 2] = [b"delivery.logs.", b"LogDeliveryEnabled"];

/// Whether a file that could not be read as text is one that would have been checked, called `path`.
pub fn would_matter(path: &str, file: &Path) -> bool {
    let Ok(opened) = File::open(file) else { return true };
    let size = opened.metadata().map_or(0, |found| found.len());
    let mut bytes = Vec::new();
    let wanted = if size > LARGEST { SNIFFED } else { LARGEST };
    opened.take(wanted).read_to_end(&mut bytes).is_err() || speaks_of_logs(path, &bytes)
}

fn speaks_of_logs(path: &str, bytes: &[u8]) -> bool {
    let text = plain(bytes);
    let says = |words: &[u8]| text.windows(words.len()).any(|found| found == words);
    match look(path.to_owned(), &text).map(|seen| seen.content) {
        Some(Content::Code(_) | Content::Variables | Content::Plan(_)) => true,
        Some(Content::Template(scan)) => scan.mentions_msk || TELLING.iter().any(|words| says(words)),
        Some(Content::Aws(scan)) => scan.matters(),
        None => false,
    }
}

/// As far as the bytes are ASCII in whatever encoding: some consoles write UTF-16, and with a mark
/// at the front.
fn plain(bytes: &[u8]) -> Cow<'_, [u8]> {
    let marks: [&[u8]; 3] = [&[0xff, 0xfe], &[0xfe, 0xff], "\u{feff}".as_bytes()];
    let text = marks.iter().find_map(|mark| bytes.strip_prefix(*mark)).unwrap_or(bytes);
    match text.contains(&0) {
        true => text.iter().copied().filter(|byte| *byte != 0).collect(),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, big: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    /// In every encoding that is not ours.
    fn check(path: &str, text: &str, expected: bool) {
        for (big, mark) in [(false, true), (true, true), (false, false), (true, false)] {
            assert_eq!(
                speaks_of_logs(path, &utf_16(text, big, mark)),
                expected,
                "UTF-16 {big} {mark}: {text}"
            );
        }
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
        assert_eq!(speaks_of_logs(path, &latin), expected, "Latin-1: {text}");
    }

    #[test]
    fn what_would_have_been_checked_is_told() {
        let template = |kind: &str| format!("Resources:\n  # für die Anlage\n  A:\n    Type: {kind}\n");
        check("a.yaml", &template("AWS::MSK::Cluster"), true);
        check("a.template", &template("AWS::KafkaConnect::Connector"), true);
        check("a.yaml", &template("AWS::EC2::VPC"), false);
        let policy = template("AWS::S3::BucketPolicy") + "    Principal: delivery.logs.amazonaws.com\n";
        check("a.yaml", &policy, true);
        check("a.sh", "# für\naws kafka create-cluster --cluster-name a\n", true);
        check("a.sh", "# für\naws s3 ls\n", false);
        check("a.json", r#"{"ClusterInfo": {"ClusterName": "für"}}"#, true);
        check("a.json", r#"{"name": "für", "topics": "kafka"}"#, false);
        check("a.json", r#"{"Statement": [{"Sid": "für", "Effect": "Allow"}]}"#, false);
        check("a.yaml", "kind: Kafka\nname: für\n", false);
    }

    #[test]
    fn binary_data_is_nothing_of_ours() {
        assert!(!speaks_of_logs("a.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR{\"BrokerLogs\": {}}\xff"));
        assert!(!speaks_of_logs("a.json", b"%PDF-1.7\n%\xe2\xe3 {\"Statement\": []}"));
        assert!(!speaks_of_logs("a.yaml", &[0; 64]));
    }
}
