//! JUnit XML: each delivery path is a test case, and each finding one that did not pass.

use super::xml::escaped;
use super::{by_severity, message};
use engine::readers::model::Severity;
use engine::readers::model::delivery::Verdict;
use engine::report::Report;
use std::io::{self, Write};

pub fn junit(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let delivering = || report.paths.iter().filter(|path| path.verdict == Verdict::Delivers);
    let tests = delivering().count() + report.findings.len() + report.problems.len();
    let failures = report.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let (errors, skipped) = (report.problems.len(), report.findings.len() - failures);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">")?;
    writeln!(
        out,
        "  <testsuite name=\"msklint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\">"
    )?;
    for path in delivering() {
        let name = format!("{} logs to {}", path.log.word(), path.destination.word());
        let class = escaped(&path.source.address);
        writeln!(out, "    <testcase classname=\"{class}\" name=\"{}\"/>", escaped(&name))?;
    }
    for finding in by_severity(report) {
        let place = finding.at.as_ref().map(|at| format!("{}:{}:{}", at.path, at.line, at.column));
        let place = place.unwrap_or_default();
        let file = finding.at.as_ref().map_or("", |at| at.path.as_str());
        // What does not fail the run by itself is shown as a case that was not run.
        let tag = if finding.severity == Severity::Error { "failure" } else { "skipped" };
        writeln!(
            out,
            "    <testcase classname=\"{}\" name=\"{} at {}\">",
            escaped(file),
            finding.rule,
            escaped(&place)
        )?;
        writeln!(
            out,
            "      <{tag} message=\"{}\">{}&#10;{}</{tag}>",
            escaped(&message(finding)),
            escaped(&place),
            escaped(&finding.help)
        )?;
        writeln!(out, "    </testcase>")?;
    }
    for problem in &report.problems {
        let place = problem.at.as_ref().map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
        writeln!(out, "    <testcase classname=\"{}\" name=\"is read\">", escaped(&problem.path))?;
        writeln!(
            out,
            "      <error message=\"{}\">{}{place}</error>",
            escaped(&problem.message),
            escaped(&problem.path)
        )?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_cases_that_did_not_pass() {
        let mut out = Vec::new();
        junit(&crate::sample::checked().report, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("<testsuites tests=\"2\" failures=\"1\" errors=\"0\">"), "{text}");
        assert_eq!(text.matches("<testcase").count(), 2);
        assert!(text.contains("<failure message=\"`aws:SourceArn` admits only"), "{text}");
        assert!(text.contains("<skipped message=\"no policy here"), "{text}");
    }
}
