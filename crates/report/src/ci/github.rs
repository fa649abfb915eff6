//! Annotations of GitHub Actions. It shows ten of each severity a step: the most severe come first,
//! and the last line says how many are left to the summary.

use super::{by_severity, message};
use engine::readers::model::Severity;
use engine::report::Report;
use std::io::{self, Write};

/// Annotations of one severity that are shown for a step. One notice is for the rest.
const SHOWN: usize = 10;

pub fn github(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for problem in report.problems.iter().take(SHOWN) {
        let (line, column) = problem.at.as_ref().map_or((1, 1), |at| (at.line, at.column));
        let place = format!("file={},line={line},col={column}", property(&problem.path));
        writeln!(out, "::error {place},title=msklint::{}", data(&problem.message))?;
    }
    let mut left = 0;
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let (command, most) = match severity {
            Severity::Error => ("error", SHOWN.saturating_sub(report.problems.len())),
            Severity::Warning => ("warning", SHOWN),
            Severity::Info => ("notice", SHOWN - 1),
        };
        let findings = by_severity(report).into_iter().filter(|finding| finding.severity == severity);
        for (number, finding) in findings.enumerate() {
            if number >= most {
                left += 1;
                continue;
            }
            let place = finding.at.as_ref().map(|at| {
                let (path, line, column) = (property(&at.path), at.line, at.column);
                format!(
                    "file={path},line={line},endLine={},col={column},endColumn={},",
                    at.end_line, at.end_column
                )
            });
            let place = place.unwrap_or_default();
            writeln!(
                out,
                "::{command} {place}title={}::{}",
                property(finding.rule),
                data(&message(finding))
            )?;
        }
    }
    match left {
        0 => Ok(()),
        left => writeln!(out, "::notice title=msklint::{left} more findings are in the summary of this step"),
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_severe_first() {
        super::super::check(
            |out| github(&crate::sample::checked().report, out),
            "::error file=storage.tf,line=13,endLine=13,col=31,endColumn=70,title=bucket-policy-mismatch::`aws:SourceArn` admits only `arn:aws:kafka:*`, log delivery sends `arn:aws:logs:…`\n::warning file=main.tf,line=4,endLine=4,col=7,endColumn=11,title=bucket-policy-left-to-aws::no policy here (when `var.policy` is false; possible, not certain)\n",
        );
    }

    #[test]
    fn the_rest_is_counted() {
        let mut report = crate::sample::checked().report;
        let one = report.findings.last().unwrap().clone();
        report.findings = vec![one; 25];
        let mut out = Vec::new();
        github(&report, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches("::error ").count(), 10);
        assert!(text.ends_with("::notice title=msklint::15 more findings are in the summary of this step\n"));
    }

    #[test]
    fn nothing_breaks_out_of_a_command() {
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(data("a::b\r\n"), "a::b%0D%0A");
    }
}
