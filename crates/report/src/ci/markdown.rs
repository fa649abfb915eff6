//! A report for a pull request or the summary of a job, with the delivery paths as a picture.

use super::{by_severity, headline, message};
use crate::mermaid;
use crate::safe::line;
use engine::readers::model::Severity;
use engine::report::Report;
use std::io::{self, Write};

/// Characters that a comment of a pull request may have.
const MOST: usize = 65_000;
/// Of which the picture may take so many.
const PICTURE: usize = 20_000;

pub fn markdown(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!("### msklint: {}\n\n", headline(report));
    let picture = picture(report)?;
    let room = MOST - picture.len().min(MOST);
    let findings = by_severity(report);
    if !findings.is_empty() {
        text += "| | rule | where | what |\n|---|---|---|---|\n";
    }
    for (number, finding) in findings.iter().enumerate() {
        let mark = match finding.severity {
            Severity::Error => "❌",
            Severity::Warning => "⚠️",
            Severity::Info => "ℹ️",
        };
        let place =
            finding.at.as_ref().map(|at| code(&format!("{}:{}", at.path, at.line))).unwrap_or_default();
        let row = format!(
            "| {mark} | `{}` | {place} | {}<br>{} |\n",
            finding.rule,
            cell(&message(finding)),
            cell(&finding.help)
        );
        if text.len() + row.len() > room {
            text += &format!("\n{} more findings are not shown here.\n", findings.len() - number);
            break;
        }
        text += &row;
    }
    for problem in report.problems.iter().take(20) {
        let place = problem.at.as_ref().map(|at| format!(":{}", at.line)).unwrap_or_default();
        text += &format!(
            "\n- {} could not be read: {}",
            code(&format!("{}{place}", problem.path)),
            cell(&problem.message)
        );
    }
    out.write_all(text.as_bytes())?;
    out.write_all(picture.as_bytes())
}

fn picture(report: &Report) -> io::Result<String> {
    if report.paths.is_empty() {
        return Ok("\n".to_owned());
    }
    let mut drawn = Vec::new();
    mermaid(report, &mut drawn)?;
    let drawn = String::from_utf8_lossy(&drawn);
    Ok(match drawn.len() > PICTURE {
        true => "\nThe picture of all delivery paths is too large to be shown here.\n".to_owned(),
        false => {
            format!("\n<details><summary>delivery paths</summary>\n\n```mermaid\n{drawn}```\n\n</details>\n")
        }
    })
}

/// As code, whatever it holds.
fn code(text: &str) -> String {
    format!("`{}`", line(text).replace('`', "'").replace('|', "\\|"))
}

/// Within a table: quoted names stay code, and nothing is markup.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for (number, part) in line(text).split('`').enumerate() {
        match number % 2 {
            1 => out += &code(part),
            _ => {
                for c in part.chars() {
                    match c {
                        '<' => out.push_str("&lt;"),
                        '>' => out.push_str("&gt;"),
                        '|' | '*' | '_' | '[' | ']' | '\\' | '#' | '@' => out.extend(['\\', c]),
                        c => out.push(c),
                    }
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_and_a_picture() {
        let mut out = Vec::new();
        markdown(&crate::sample::checked().report, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("### msklint: delivery paths: 1 broken, 1 cannot tell, 1 off\n"), "{text}");
        assert!(text.contains("| ❌ | `bucket-policy-mismatch` | `storage.tf:13` |"), "{text}");
        assert!(text.contains("```mermaid\nflowchart LR\n"), "{text}");
    }

    #[test]
    fn a_comment_is_never_too_long() {
        let mut report = crate::sample::checked().report;
        let one = report.findings[0].clone();
        report.findings = vec![one; 5_000];
        let mut out = Vec::new();
        markdown(&report, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.chars().count() < 65_536 && text.contains("more findings are not shown here"));
    }

    #[test]
    fn nothing_is_markup() {
        assert_eq!(cell("a|b <b> `c|d` *e* [x](y)"), "a\\|b &lt;b&gt; `c\\|d` \\*e\\* \\[x\\](y)");
    }
}
