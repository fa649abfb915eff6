//! Checkstyle XML: files with their errors.

use super::message;
use super::xml::escaped;
use engine::readers::model::Severity;
use engine::report::Report;
use std::io::{self, Write};

pub fn checkstyle(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">")?;
    let path = |at: &Option<engine::report::At>| at.as_ref().map_or(".", |at| at.path.as_str()).to_owned();
    // Findings are sorted by place.
    for file in report.findings.chunk_by(|a, b| path(&a.at) == path(&b.at)) {
        let Some(first) = file.first() else { continue };
        writeln!(out, "  <file name=\"{}\">", escaped(&path(&first.at)))?;
        for finding in file {
            let (line, column) = finding.at.as_ref().map_or((1, 1), |at| (at.line, at.column));
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            };
            writeln!(
                out,
                "    <error line=\"{line}\" column=\"{column}\" severity=\"{severity}\" message=\"{}\" source=\"msklint.{}\"/>",
                escaped(&message(finding)),
                finding.rule
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    for problem in &report.problems {
        let (line, column) = problem.at.as_ref().map_or((1, 1), |at| (at.line, at.column));
        writeln!(out, "  <file name=\"{}\">", escaped(&problem.path))?;
        writeln!(
            out,
            "    <error line=\"{line}\" column=\"{column}\" severity=\"error\" message=\"{}\" source=\"msklint\"/>",
            escaped(&problem.message)
        )?;
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_their_errors() {
        super::super::check(
            |out| checkstyle(&crate::sample::checked().report, out),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n  <file name=\"main.tf\">\n    <error line=\"4\" column=\"7\" severity=\"warning\" message=\"no policy here (when `var.policy` is false; possible, not certain)\" source=\"msklint.bucket-policy-left-to-aws\"/>\n  </file>\n  <file name=\"storage.tf\">\n    <error line=\"13\" column=\"31\" severity=\"error\" message=\"`aws:SourceArn` admits only `arn:aws:kafka:*`, log delivery sends `arn:aws:logs:…`\" source=\"msklint.bucket-policy-mismatch\"/>\n  </file>\n</checkstyle>\n",
        );
    }
}
