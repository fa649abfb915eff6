//! For a custom policy check of Atlantis, which looks into the output for one word and for nothing
//! else: it must be there when the run fails, and must not be there otherwise, whatever names occur.

use super::{by_severity, message};
use crate::safe::line;
use engine::report::{Report, Status};
use std::io::{self, Write};

/// `fails` if the run ends with another code than 0.
pub fn atlantis(report: &Report, fails: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    if fails {
        let why = if report.status == Status::Incomplete { ": not everything could be read" } else { "" };
        text += &format!("FAIL - msklint{why}\n");
    }
    for finding in by_severity(report) {
        let place = finding.at.as_ref().map(|at| format!("{}:{}: ", at.path, at.line)).unwrap_or_default();
        let severity = finding.severity.word();
        text += &format!("{}{severity}[{}] {}\n", line(&place), finding.rule, line(&message(finding)));
    }
    for problem in &report.problems {
        text += &line(&format!("{}: {}", problem.path, problem.message));
        text.push('\n');
    }
    if text.is_empty() {
        text = "msklint found nothing\n".to_owned();
    }
    out.write_all(if fails { text } else { without_the_word(&text) }.as_bytes())
}

/// Breaks the word up with a character that is not seen.
fn without_the_word(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.to_ascii_lowercase().find("fail") {
        let (before, word) = rest.split_at_checked(at + 1).unwrap_or((rest, ""));
        out.push_str(before);
        out.push('\u{2060}');
        rest = word;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(report: &Report, fails: bool) -> String {
        let mut out = Vec::new();
        atlantis(report, fails, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn has_the_word(text: &str) -> bool {
        text.to_lowercase().contains("fail")
    }

    #[test]
    fn the_word_is_there_if_and_only_if_the_run_fails() {
        let mut report = crate::sample::checked().report;
        assert!(has_the_word(&written(&report, true)));
        assert!(!has_the_word(&written(&report, false)));
        for finding in &mut report.findings {
            finding.message = "FAIL fail Failover fAiL".to_owned();
            finding.at.as_mut().unwrap().path = "failures/fail.tf".to_owned();
        }
        let text = written(&report, false);
        assert!(!has_the_word(&text) && text.contains("over f\u{2060}AiL"), "{text}");
        report.findings.clear();
        assert_eq!(written(&report, false), "msklint found nothing\n");
        report.status = Status::Incomplete;
        assert!(has_the_word(&written(&report, true)));
    }
}
