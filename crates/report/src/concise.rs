//! One finding a line: `path:line:column: severity[rule] message`, as compilers write it.

use crate::safe::line;
use crate::words::limits;
use engine::report::Report;
use std::io::{self, Write};

pub fn concise(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        if let Some(at) = &finding.at {
            write!(out, "{}:{}:{}: ", line(&at.path), at.line, at.column)?;
        }
        write!(out, "{}[{}] {}", finding.severity.word(), finding.rule, line(&finding.message))?;
        match limits(finding) {
            Some(limits) => writeln!(out, " ({limits})")?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_finding() {
        let mut out = Vec::new();
        concise(&crate::sample::checked().report, &mut out).unwrap();
        let expected = "\
main.tf:4:7: warning[bucket-policy-left-to-aws] no policy here (when `var.policy` is false; possible, not certain)
storage.tf:13:31: error[bucket-policy-mismatch] `aws:SourceArn` admits only `arn:aws:kafka:*`, \
log delivery sends `arn:aws:logs:…`
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
