//! Findings for people: what is wrong, the places with their lines of source, and what to do.
//!
//! One diagnostic may point into several files. miette knows one source a diagnostic, so that they
//! are laid end to end, and `Files` cuts out the few lines that are shown.

use crate::safe::safe;
use crate::words::limits;
use engine::readers::model::Severity;
use engine::report::{At, Finding};
use engine::{Checked, Lines};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::ops::Range;
use textwrap::{WordSeparator, WordSplitter};

/// A place that covers more lines than this is shown by its first line.
const LINES: usize = 6;

/// Places that are no more lines apart are shown together, as miette does.
const NEAR: usize = 3;

/// Bytes of a line that are shown before and behind a place.
const REACH: usize = 240;

/// `width` is the number of columns to wrap at.
pub fn full(checked: &Checked, colour: bool, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_urls(false)
        // Names of resources and Regions have dashes, and must stay in one piece.
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_word_splitter(WordSplitter::NoHyphenation);
    let file = |(path, text)| File { path, text: safe(text), lines: Lines::new(text) };
    let texts = checked.texts.iter().map(|(path, text)| (path.as_str(), &**text));
    let files: BTreeMap<&str, File<'_>> = texts.map(|(path, text)| (path, file((path, text)))).collect();
    for finding in &checked.report.findings {
        let mut page = String::new();
        let shown = Shown::new(finding, &files);
        handler.render_report(&mut page, &shown).map_err(io::Error::other)?;
        writeln!(out, "{}", page.trim_end_matches('\n'))?;
        writeln!(out)?;
    }
    Ok(())
}

/// A finding as miette wants it.
#[derive(Debug)]
struct Shown<'a> {
    finding: &'a Finding,
    message: String,
    limits: Option<Limits>,
    files: Files<'a>,
    labels: Vec<LabeledSpan>,
}

/// Stands below the message.
#[derive(Debug)]
struct Limits(String);

impl<'a> Shown<'a> {
    fn new(finding: &'a Finding, files: &'a BTreeMap<&str, File<'a>>) -> Shown<'a> {
        let mut shown = Shown {
            finding,
            message: safe(&finding.message).into_owned(),
            limits: limits(finding).map(Limits),
            files: Files::default(),
            labels: Vec::new(),
        };
        let primary = finding.at.iter().map(|at| (at, None));
        let further = finding.labels.iter().map(|label| (&label.at, Some(label.message.as_str())));
        let mut places: Vec<(&At, Option<&str>)> = primary.chain(further).collect();
        // A label at the primary place names it.
        if let [(first, None), (second, Some(_)), ..] = places.as_slice()
            && first == second
        {
            places.remove(0);
        }
        for (at, message) in places {
            let Some(file) = files.get(at.path.as_str()) else { continue };
            let offset = shown.files.add(at, file);
            let message = message.map(|message| safe(message).into_owned());
            let span = (offset, shown_length(at, &file.text));
            shown.labels.push(match shown.labels.is_empty() {
                true => LabeledSpan::new_primary_with_span(message, span),
                false => LabeledSpan::new_with_span(message, span),
            });
        }
        // Of a plan that is too large to be shown, the place is told.
        if let (true, Some(at)) = (shown.labels.is_empty(), &finding.at) {
            shown.message.push_str(&safe(&format!(" ({}:{}:{})", at.path, at.line, at.column)));
        }
        shown
    }
}

/// How much of a place is underlined.
fn shown_length(at: &At, text: &str) -> usize {
    let place = text.get(at.offset..at.end_offset).unwrap_or_default();
    let first_line = place.lines().next().unwrap_or_default().len();
    match place.len() {
        length if at.end_line - at.line < LINES && length <= LINES * REACH => length,
        _ => floor(text, at.offset + first_line.min(REACH)).saturating_sub(at.offset),
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.limits.as_ref().map(|limits| limits as &dyn std::error::Error)
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Limits {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{}[{}]", self.finding.severity.word(), self.finding.rule)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.finding.help.is_empty()).then(|| Box::new(safe(&self.finding.help)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.files)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<_>)
    }
}

/// Stretches of files laid end to end, in the order in which they are to be shown: miette sorts
/// places by their offsets.
#[derive(Debug, Default)]
struct Files<'a>(Vec<Stretch<'a>>);

#[derive(Debug)]
struct Stretch<'a> {
    /// What is added to an offset in the file.
    start: usize,
    file: &'a File<'a>,
    line: usize,
    offset: usize,
}

/// A file that findings point into. Its text has the length of the original.
#[derive(Debug)]
struct File<'a> {
    path: &'a str,
    text: Cow<'a, str>,
    lines: Lines,
}

impl<'a> Files<'a> {
    /// The offset of a place among all stretches. Places that are near each other share one.
    fn add(&mut self, at: &At, file: &'a File<'a>) -> usize {
        let near = |known: &&Stretch<'_>| {
            // Of a file that is one line, only what is around a place is shown.
            let shown = known.line != at.line || known.offset.abs_diff(at.offset) <= REACH;
            known.file.path == file.path && known.line.abs_diff(at.line) <= NEAR && shown
        };
        if let Some(known) = self.0.iter().find(near) {
            return known.start + at.offset;
        }
        let start = self.0.last().map_or(0, |last| last.start + last.file.text.len() + 1);
        self.0.push(Stretch { start, file, line: at.line, offset: at.offset });
        start + at.offset
    }
}

impl SourceCode for Files<'_> {
    fn read_span<'s>(
        &'s self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'s> + 's>, MietteError> {
        let stretch = self.0.iter().rev().find(|stretch| stretch.start <= span.offset());
        let Stretch { start, file, .. } = stretch.ok_or(MietteError::OutOfBounds)?;
        let (from, to) = (span.offset() - start, span.offset() - start + span.len());
        // Also the answer to whether two snippets can be one, where they lie in different files.
        if to > file.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        // What the finding is about stands among its lines, further places alone.
        let around = if *start == 0 { (before, after) } else { (0, 0) };
        Ok(Box::new(file.window(*start, from..to, around, before == 0)))
    }
}

impl File<'_> {
    /// The lines of a place and those around it, cut where a line is too long to be looked at. They
    /// are said to be where they begin, or at the place itself.
    fn window(
        &self,
        start: usize,
        place: Range<usize>,
        (before, after): (usize, usize),
        at_place: bool,
    ) -> MietteSpanContents<'_> {
        let (line, column) = self.lines.position(&self.text, place.start);
        let (end_line, _) = self.lines.position(&self.text, place.end);
        let first = self.lines.start(line.saturating_sub(before).max(1));
        let last = match end_line + after {
            last if last < self.lines.count() => self.lines.start(last + 1),
            _ => self.text.len(),
        };
        let from = first.max(floor(&self.text, place.start.saturating_sub(REACH)));
        let to = last.min(floor(&self.text, place.end + REACH)).max(from);
        let shown = self.text.get(from..to).unwrap_or_default();
        let (line, column) = if at_place { (line, column) } else { self.lines.position(&self.text, from) };
        let count = shown.lines().count();
        MietteSpanContents::new_named(
            safe(self.path).into_owned(),
            shown.as_bytes(),
            (start + from, shown.len()).into(),
            line - 1,
            column - 1,
            count,
        )
    }
}

/// The nearest character boundary that is not behind `offset`.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::checked;

    fn check(checked: &Checked, expected: &str) {
        let mut out = Vec::new();
        full(checked, false, 80, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains(expected), "{out}");
    }

    #[test]
    fn each_file_has_its_own_snippet() {
        check(&checked(), EXPECTED);
    }

    #[test]
    fn conditions_and_doubt_stand_below_the_message() {
        check(
            &checked(),
            "  ⚠ no policy here\n  ╰─▶ when `var.policy` is false; possible, not certain\n   ╭─[main.tf:4:7]\n",
        );
    }

    #[test]
    fn a_long_place_is_shown_by_its_first_line() {
        let mut checked = checked();
        checked.report.findings[0].at = checked.report.paths[0].source.at.clone();
        check(&checked, "[main.tf:1:1]\n 1 │ resource \"aws_msk_cluster\" \"orders\" {\n   · ──");
    }

    #[test]
    fn a_long_line_is_cut() {
        let mut checked = checked();
        let text = format!("{}x{}", "ä".repeat(5_000_000), "y".repeat(5_000_000));
        let at = At {
            path: "main.tf".to_owned(),
            line: 1,
            column: 5_000_001,
            end_line: 1,
            end_column: 5_000_002,
            offset: 10_000_000,
            end_offset: 10_000_001,
        };
        checked.report.findings.truncate(1);
        checked.report.findings[0].at = Some(at);
        checked.texts.insert("main.tf".to_owned(), text.into());
        let mut out = Vec::new();
        full(&checked, false, 80, &mut out).unwrap();
        assert!(out.len() < 4_000);
        check(&checked, "[main.tf:1:5000001]");
    }

    #[test]
    fn text_of_strangers_does_not_reach_the_terminal_as_it_is() {
        let mut checked = checked();
        let text = checked.texts["main.tf"].replace("enabled", "\u{1b}[31mx");
        checked.texts.insert("main.tf".to_owned(), text.into());
        checked.report.findings[0].message = "\u{1b}]0;title\u{7}".to_owned();
        let mut out = Vec::new();
        full(&checked, false, 80, &mut out).unwrap();
        assert!(!out.contains(&0x1b) && !out.contains(&7));
    }

    const EXPECTED: &str = "\
error[bucket-policy-mismatch]

  × `aws:SourceArn` admits only `arn:aws:kafka:*`, log delivery sends
  │ `arn:aws:logs:…`
    ╭─[storage.tf:13:31]
 10 │       Principal = { Service = \"delivery.logs.amazonaws.com\" }
 11 │       Action    = \"s3:PutObject\"
    ·       ─────────────┬────────────
    ·                    ╰── in this statement
 12 │       Resource  = \"${aws_s3_bucket.logs.arn}/*\"
 13 │       Condition = { ArnLike = { \"aws:SourceArn\" = \"arn:aws:kafka:*\" } }
    ·                               ───────────────────┬───────────────────
    ·                                                  ╰── admits no log delivery
 14 │     }]
    ╰────
   ╭─[main.tf:4:7]
 4 │       s3 {
   ·       ──┬─
   ·         ╰── broker logs go here
   ╰────
  help: write `arn:aws:logs:*`
";
}
