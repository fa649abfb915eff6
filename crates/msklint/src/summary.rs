//! What goes to standard error beside the findings: problems, the root modules, and one line that
//! sums the run up.

use crate::baseline::Taken;
use engine::Unit;
use engine::readers::model::Severity;
use engine::readers::model::delivery::Verdict;
use engine::report::{Problem, Report};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::Duration;

pub fn problems(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    report.problems.iter().try_for_each(|found| writeln!(out, "{}", problem(found)))
}

/// `path:line:column: message`.
pub fn problem(problem: &Problem) -> String {
    let place = problem.at.iter().map(|at| format!("{}:{}:{}", at.path, at.line, at.column)).next();
    let place = place.unwrap_or_else(|| problem.path.clone());
    report::safe(&format!("{place}: {}", problem.message)).into_owned()
}

pub fn units(units: &[Unit], out: &mut dyn Write) -> io::Result<()> {
    units.iter().try_for_each(|unit| {
        let word = if unit.matters { "checked" } else { "passed over, nothing there speaks of MSK" };
        writeln!(out, "{}: {word}", report::safe(&unit.path))
    })
}

/// `taken` by a baseline, where there is one.
pub fn line(report: &Report, taken: Option<Taken>, elapsed: Duration, out: &mut dyn Write) -> io::Result<()> {
    let sources = report.paths.chunk_by(|a, b| a.source == b.source).count();
    let mut line =
        format!("{}, {}", counted(sources, "log source"), counted(report.paths.len(), "delivery path"));
    let verdicts = [
        (Verdict::Delivers, "delivering"),
        (Verdict::Broken, "broken"),
        (Verdict::Unknown, "cannot tell"),
        (Verdict::Off, "off"),
    ];
    let of = |verdict| report.paths.iter().filter(|path| path.verdict == verdict).count();
    list(&mut line, ": ", verdicts.map(|(verdict, word)| (of(verdict), format!("{} {word}", of(verdict)))));
    let of = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let words = severities.map(|severity| (of(severity), counted(of(severity), name(severity))));
    match report.findings.is_empty() {
        true => line += "; nothing found",
        false => list(&mut line, "; ", words),
    }
    if !report.allowed.is_empty() {
        let _ = write!(line, ", {} allowed", report.allowed.len());
    }
    if let Some(Taken { known, gone }) = taken {
        let _ = write!(line, ", {known} known from the baseline");
        if gone > 0 {
            let _ = write!(line, " ({gone} of it gone: `msklint baseline --prune` takes them out)");
        }
    }
    let inputs = report.inputs;
    let _ = write!(line, "; {} of {} read", inputs.read, counted(inputs.files, "file"));
    if inputs.passed_over > 0 {
        let _ = write!(line, ", {} passed over", inputs.passed_over);
    }
    if !report.problems.is_empty() {
        let _ = write!(line, "; incomplete: {}", counted(report.problems.len(), "problem"));
    }
    writeln!(out, "{line}; {:.2} s", elapsed.as_secs_f64())
}

/// Adds what is not zero.
fn list<const N: usize>(line: &mut String, start: &str, items: [(usize, String); N]) {
    let words: Vec<String> =
        items.into_iter().filter(|(count, _)| *count > 0).map(|(_, word)| word).collect();
    if !words.is_empty() {
        line.push_str(start);
        line.push_str(&words.join(", "));
    }
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
