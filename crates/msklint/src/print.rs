//! Where a report goes: to standard output, to files, and to where a pipeline looks for a summary.

use crate::args::{CheckFormat, Color, Output, TraceFormat, format};
use crate::disk;
use crate::run::Usage;
use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use engine::Checked;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Columns that messages are wrapped at.
const WIDTH: usize = 100;

/// Bytes that GitHub takes as the summary of a step.
const SUMMARY: usize = 1 << 20;

pub enum Format {
    Check(Vec<Output>),
    Trace(TraceFormat),
}

impl Format {
    pub fn check(given: &[Output]) -> Result<Format, Usage> {
        if !given.is_empty() {
            let to_screen = given.iter().filter(|output| output.file.is_none()).count();
            if to_screen > 1 {
                return Err(Usage(
                    "of several formats only one can go to standard output: `--format NAME=FILE`".to_owned(),
                ));
            }
            return Ok(Format::Check(given.to_vec()));
        }
        let output = match environment_format() {
            Some(text) => format(&text)
                .map_err(|error| Usage(format!("`MSKLINT_OUTPUT_FORMAT` is `{text}`: {error}")))?,
            None => Output { format: CheckFormat::Full, file: None },
        };
        Ok(Format::Check(vec![output]))
    }

    /// The variable may hold a format that only `check` has.
    pub fn trace(given: Option<TraceFormat>) -> Format {
        let from = |text: String| TraceFormat::from_str(&text, true).ok();
        Format::Trace(given.or_else(|| environment_format().and_then(from)).unwrap_or(TraceFormat::Tree))
    }
}

fn environment_format() -> Option<String> {
    std::env::var("MSKLINT_OUTPUT_FORMAT").ok().filter(|text| !text.is_empty())
}

/// `fails` if the run ends with another code than 0.
pub fn print(checked: &Checked, format: &Format, color: Color, fails: bool) -> Result<(), Usage> {
    let said = |error: io::Error| Usage(disk::said(&error));
    match format {
        Format::Trace(format) => {
            to_screen(color, |colour, out| trace(checked, *format, colour, out)).map_err(said)
        }
        Format::Check(outputs) => {
            for Output { format, file } in outputs {
                match file {
                    Some(path) => to_file(path, |out| check(checked, *format, fails, false, out))?,
                    None => to_screen(color, |colour, out| check(checked, *format, fails, colour, out))
                        .map_err(said)?,
                }
                if *format == CheckFormat::Github {
                    summary_of_step(checked)?;
                }
            }
            Ok(())
        }
    }
}

fn to_screen(color: Color, write: impl FnOnce(bool, &mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let choice = match color {
        Color::Auto => AutoStream::choice(&io::stdout()),
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let mut out = BufWriter::new(AutoStream::new(io::stdout().lock(), choice));
    let written = write(choice != ColorChoice::Never, &mut out).and_then(|()| out.flush());
    ignore_closed_pipe(written)
}

fn to_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Usage> {
    let written = File::create(path).map(BufWriter::new).and_then(|mut out| {
        write(&mut out)?;
        out.flush()
    });
    written.map_err(|error| Usage(format!("{}: {}", path.display(), disk::said(&error))))
}

fn check(
    checked: &Checked,
    format: CheckFormat,
    fails: bool,
    colour: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = &checked.report;
    match format {
        CheckFormat::Full => report::full(checked, colour, WIDTH, out),
        CheckFormat::Concise => report::concise(report, out),
        CheckFormat::Json => report::json(report, out),
        CheckFormat::Sarif => report::ci::sarif(checked, out),
        CheckFormat::Junit => report::ci::junit(report, out),
        CheckFormat::Gitlab => report::ci::gitlab(report, out),
        CheckFormat::Github => report::ci::github(report, out),
        CheckFormat::Rdjsonl => report::ci::rdjsonl(checked, out),
        CheckFormat::Checkstyle => report::ci::checkstyle(report, out),
        CheckFormat::Markdown => report::ci::markdown(report, out),
        CheckFormat::Html => report::ci::html(checked, out),
        CheckFormat::Atlantis => report::ci::atlantis(report, fails, out),
    }
}

fn trace(checked: &Checked, format: TraceFormat, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    match format {
        TraceFormat::Tree => report::trace(&checked.report, colour, out),
        TraceFormat::Mermaid => report::mermaid(&checked.report, out),
        TraceFormat::Json => report::json(&checked.report, out),
    }
}

/// GitHub Actions names a file for it.
fn summary_of_step(checked: &Checked) -> Result<(), Usage> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let mut text = Vec::new();
    let written = report::ci::markdown(&checked.report, &mut text).and_then(|()| {
        let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
        let room = SUMMARY.saturating_sub(usize::try_from(file.metadata()?.len()).unwrap_or(SUMMARY));
        if text.len() <= room { file.write_all(&text) } else { Ok(()) }
    });
    written.map_err(|error| Usage(format!("{}: {}", Path::new(&path).display(), disk::said(&error))))
}

/// Whoever reads the output may stop reading.
pub fn ignore_closed_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
