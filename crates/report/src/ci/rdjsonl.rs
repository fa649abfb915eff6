//! reviewdog's diagnostics, one a line. Its columns count bytes.

use super::message;
use engine::readers::model::Severity;
use engine::report::At;
use engine::{Checked, Lines};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

pub fn rdjsonl(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let mut lines: BTreeMap<&str, Lines> = BTreeMap::new();
    for (path, text) in &checked.texts {
        lines.insert(path, Lines::new(text));
    }
    let range = |at: &At| {
        let text = checked.texts.get(&at.path).map_or("", |text| &**text);
        let column = |offset: usize, column: usize| {
            let before = text.get(..offset);
            before.map_or(column, |before| offset - before.rfind('\n').map_or(0, |newline| newline + 1) + 1)
        };
        json!({
            "start": { "line": at.line, "column": column(at.offset, at.column) },
            "end": { "line": at.end_line, "column": column(at.end_offset, at.end_column) },
        })
    };
    let mut write = |value: Value| {
        serde_json::to_writer(&mut *out, &value)?;
        writeln!(out)
    };
    let location = |path: &str, at: Option<&At>| match at {
        Some(at) => json!({ "path": at.path, "range": range(at) }),
        None => json!({ "path": path }),
    };
    for finding in &checked.report.findings {
        let severity = match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        };
        write(json!({
            "message": format!("{}\n{}", message(finding), finding.help),
            "location": location(".", finding.at.as_ref()),
            "severity": severity,
            "source": { "name": "msklint" },
            "code": { "value": finding.rule },
        }))?;
    }
    for problem in &checked.report.problems {
        write(json!({
            "message": problem.message,
            "location": location(&problem.path, problem.at.as_ref()),
            "severity": "ERROR",
            "source": { "name": "msklint" },
        }))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_bytes() {
        let mut checked = crate::sample::checked();
        let text = "é = \"x\"\n";
        checked.texts.insert("main.tf".to_owned(), text.into());
        checked.report.findings.truncate(1);
        let at = checked.report.findings[0].at.as_mut().unwrap();
        *at = At {
            line: 1,
            column: 5,
            end_line: 1,
            end_column: 8,
            offset: 5,
            end_offset: 8,
            path: at.path.clone(),
        };
        let mut out = Vec::new();
        rdjsonl(&checked, &mut out).unwrap();
        let line: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(line["location"]["range"]["start"]["column"], 6);
        assert_eq!(line["severity"], "WARNING");
    }
}
