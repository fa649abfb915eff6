//! One page that holds everything: the paths as pictures, the findings with the lines they rest on.
//! It loads nothing and runs nothing.

use super::picture::picture;
use super::xml::escaped;
use super::{by_severity, headline, message};
use engine::Checked;
use engine::report::{At, Path};
use std::collections::BTreeMap;
use std::io::{self, Write};

const STYLE: &str = include_str!("html.css");

/// Lines of source around a place.
const AROUND: usize = 2;

pub fn html(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let report = &checked.report;
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>msklint</title><style>{STYLE}</style></head><body><main>\n<h1>msklint</h1>\n"
    )?;
    writeln!(out, "<p>{}; {} findings</p>", headline(report), report.findings.len())?;
    if !report.problems.is_empty() {
        writeln!(out, "<h2>Not read</h2><ul>")?;
        for problem in &report.problems {
            let place = problem.at.as_ref().map(|at| format!(":{}", at.line)).unwrap_or_default();
            writeln!(
                out,
                "<li><code>{}{place}</code> {}</li>",
                escaped(&problem.path),
                quoted(&problem.message)
            )?;
        }
        writeln!(out, "</ul>")?;
    }
    writeln!(out, "<h2>Delivery paths</h2>")?;
    for source in report.paths.chunk_by(|a, b| a.source == b.source) {
        paths(source, out)?;
    }
    writeln!(out, "<h2>Findings</h2>")?;
    let sources = Sources::new(checked);
    for finding in by_severity(report) {
        let severity = finding.severity.word();
        writeln!(
            out,
            "<section class=\"finding {severity}\"><h3>{severity} <code>{}</code></h3>",
            finding.rule
        )?;
        writeln!(out, "<p>{}</p>", quoted(&message(finding)))?;
        for (at, note) in finding
            .at
            .iter()
            .map(|at| (at, ""))
            .chain(finding.labels.iter().map(|label| (&label.at, label.message.as_str())))
        {
            excerpt(&sources, at, note, out)?;
        }
        writeln!(out, "<p class=\"help\">{}</p></section>", quoted(&finding.help))?;
    }
    if report.findings.is_empty() {
        writeln!(out, "<p>None.</p>")?;
    }
    writeln!(out, "</main></body></html>")
}

fn paths(source: &[Path], out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = source.first() else { return Ok(()) };
    let place = first.source.at.as_ref().map(|at| format!("{}:{}", at.path, at.line)).unwrap_or_default();
    writeln!(
        out,
        "<h3><code>{}</code> <small>{}</small></h3>",
        escaped(&first.source.address),
        escaped(&place)
    )?;
    let all: Vec<&Path> = source.iter().collect();
    writeln!(out, "<div class=\"picture\">{}</div>", picture(&all))?;
    writeln!(
        out,
        "<details><summary>every link in words</summary>\n\
         <table><thead><tr><th>path</th><th>link</th><th>verdict</th><th>why</th></tr></thead>"
    )?;
    for path in source {
        write!(
            out,
            "<tbody><tr><th scope=\"rowgroup\" rowspan=\"{}\">to {}<br><small>{} logs: {}</small></th>",
            path.links.len().max(1),
            path.destination.word(),
            path.log.word(),
            path.verdict.word()
        )?;
        for (number, link) in path.links.iter().enumerate() {
            writeln!(
                out,
                "{}<td>{}</td><td class=\"{}\">{}</td><td>{}</td></tr>",
                if number == 0 { "" } else { "<tr>" },
                link.link.word(),
                link.verdict.word(),
                link.verdict.word(),
                quoted(&link.why)
            )?;
        }
        writeln!(out, "</tbody>")?;
    }
    writeln!(out, "</table></details>")
}

/// The lines of the files, cut once.
struct Sources<'c>(BTreeMap<&'c str, Vec<&'c str>>);

impl<'c> Sources<'c> {
    fn new(checked: &'c Checked) -> Sources<'c> {
        Sources(checked.texts.iter().map(|(path, text)| (path.as_str(), text.lines().collect())).collect())
    }
}

fn excerpt(sources: &Sources<'_>, at: &At, note: &str, out: &mut dyn Write) -> io::Result<()> {
    let Some(lines) = sources.0.get(at.path.as_str()) else { return Ok(()) };
    write!(
        out,
        "<figure><figcaption><code>{}:{}</code> {}</figcaption><pre>",
        escaped(&at.path),
        at.line,
        quoted(note)
    )?;
    let first = at.line.saturating_sub(AROUND + 1);
    let last = (at.end_line + AROUND).min(at.line + 12);
    for (number, line) in lines.iter().enumerate().skip(first).take(last.saturating_sub(first)) {
        let is_meant = (at.line..=at.end_line).contains(&(number + 1));
        let tag = if is_meant { "mark" } else { "span" };
        let line: String = line.chars().take(200).collect();
        writeln!(out, "<{tag}><i>{:>4}</i> {}</{tag}>", number + 1, escaped(&line))?;
    }
    writeln!(out, "</pre></figure>")
}

/// Quoted names as code.
fn quoted(text: &str) -> String {
    let part = |(number, part): (usize, &str)| match number % 2 {
        1 => format!("<code>{}</code>", escaped(part)),
        _ => escaped(part),
    };
    text.split('`').enumerate().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_anything_from_elsewhere() {
        let mut checked = crate::sample::checked();
        checked.report.findings[0].message = "<script>alert(1)</script> `<b>`".to_owned();
        let mut out = Vec::new();
        html(&checked, &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("src="), "{page}");
        assert!(page.contains("&lt;script&gt;") && page.contains("<code>&lt;b&gt;</code>"));
        assert_eq!(page.matches("<svg").count(), 1);
        assert_eq!(page.matches("<section class=\"finding").count(), 2);
    }
}
