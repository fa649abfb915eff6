//! `events`: reads CloudTrail logs one beside the other, and prints what was done to MSK and to the
//! way of its logs. The memory it takes does not depend on how much there is to read.

mod files;
mod read;

use crate::args::Color;
use crate::disk;
use crate::print::ignore_closed_pipe;
use crate::run::Usage;
use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};
use engine::readers::cloudtrail::{Moment, moment};
use engine::readers::model::Severity;
use engine::report::Problem;
use engine::rules::ALL;
use engine::timeline::{Inputs, Kept, Selection, Timeline, arrange};
use files::Log;
use rayon::prelude::*;
use read::Outcome;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// What kept events may take, in bytes: some 50,000 of them.
const ROOM: usize = 32 * 1024 * 1024;

pub const EXIT_CODES: &str = "\
Exit codes:
  0    every log was read, whatever it says
  2    wrong usage, or something could not be read (--allow-incomplete turns this into 0)
  101  a bug in msklint

Environment:
  NO_COLOR, CLICOLOR_FORCE";

#[derive(Debug, Args)]
pub struct Options {
    /// Log files, as they are or with gzip, and folders of them; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// Only what is about this cluster, connector or replicator, and about where its logs go
    #[arg(long, value_name = "NAME|ARN")]
    cluster: Option<String>,
    /// Only from this time or day (UTC) on: 2026-03-04T10:00:00Z, 2026-03-04
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<Moment>,
    /// Only up to this time or day (UTC), which is included
    #[arg(long, value_name = "TIME", value_parser = until)]
    until: Option<Moment>,
    /// Only calls that change something
    #[arg(long)]
    writes: bool,
    /// Changes of this bucket, log group, stream or key as well, by name or ARN
    #[arg(long, value_name = "NAME")]
    watch: Vec<String>,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Do not fail because something could not be read
    #[arg(long)]
    allow_incomplete: bool,
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Color,
    /// Print no summary
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each event, and what follows from it
    Table,
    /// The timeline, version 1
    Json,
}

fn since(text: &str) -> Result<Moment, String> {
    moment(text).ok_or_else(|| "a time looks like 2026-03-04T10:00:00Z or 2026-03-04".to_owned())
}

/// The first moment behind it.
fn until(text: &str) -> Result<Moment, String> {
    let length = if text.contains('T') { 1 } else { 24 * 60 * 60 };
    since(text).map(|moment| moment + length)
}

/// Gives the exit code.
pub fn run(options: &Options) -> Result<u8, Usage> {
    let start = Instant::now();
    if let (Some(since), Some(until)) = (options.since, options.until)
        && since >= until
    {
        return Err(Usage("`--since` is later than `--until`".to_owned()));
    }
    let timeline = timeline(options);
    print(&timeline, options).map_err(|error| Usage(disk::said(&error)))?;
    let mut stderr = anstream::stderr().lock();
    for problem in &timeline.problems {
        let _ = writeln!(stderr, "{}", crate::summary::problem(problem));
    }
    if !options.quiet {
        let _ = writeln!(stderr, "{}; {:.2} s", summary(&timeline), start.elapsed().as_secs_f64());
    }
    Ok(if timeline.problems.is_empty() || options.allow_incomplete { 0 } else { 2 })
}

fn timeline(options: &Options) -> Timeline {
    let selection = Selection {
        cluster: options.cluster.clone(),
        since: options.since,
        until: options.until,
        writes: options.writes,
        watched: options.watch.clone(),
    };
    let (logs, folders, mut problems) = files::find(&options.paths);
    let kept = Mutex::new(Kept::new(ROOM));
    let read = |log: &Log| read::read(log, &selection, &kept);
    let outcomes: Vec<Outcome> = match logs.as_slice() {
        [log] => vec![read(log)],
        logs => logs.par_iter().map(read).collect(),
    };
    let mut inputs = Inputs::default();
    for (at, folder) in folders.into_iter().enumerate() {
        let mut below = logs.iter().zip(&outcomes).filter(|(log, _)| log.folder == Some(at));
        if !below.any(|(_, outcome)| outcome.is_log || !outcome.problems.is_empty()) {
            problems.push(Problem {
                path: folder,
                at: None,
                message: "holds no logs of CloudTrail".to_owned(),
            });
        }
    }
    for outcome in outcomes {
        inputs.files += u64::from(outcome.is_log);
        inputs.passed_over += u64::from(!outcome.is_log && outcome.problems.is_empty());
        inputs.records += outcome.records;
        problems.extend(outcome.problems);
    }
    let (events, let_go) = kept.into_inner().unwrap_or_else(PoisonError::into_inner).into_events();
    let (events, left_out) = arrange(events, &selection, ALL);
    inputs = Inputs { let_go, repeated: left_out.repeated, beside: left_out.beside, ..inputs };
    Timeline::new(inputs, events, problems)
}

fn print(timeline: &Timeline, options: &Options) -> io::Result<()> {
    let choice = match options.color {
        Color::Auto => AutoStream::choice(&io::stdout()),
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let width = terminal_size::terminal_size_of(io::stdout()).filter(|_| io::stdout().is_terminal());
    let width = width.map(|(width, _)| usize::from(width.0));
    let mut out = BufWriter::new(AutoStream::new(io::stdout().lock(), choice));
    let printed = match options.format {
        Format::Table => report::timeline(timeline, choice != ColorChoice::Never, width, &mut out),
        Format::Json => report::timeline_json(timeline, &mut out),
    };
    ignore_closed_pipe(printed.and_then(|()| out.flush()))
}

fn summary(timeline: &Timeline) -> String {
    let inputs = timeline.inputs;
    let of = |severity: Severity| {
        let notes = timeline.events.iter().flat_map(|event| &event.notes);
        notes.filter(|note| note.severity == severity).count() as u64
    };
    let mut parts = vec![format!(
        "{} among {} in {}",
        counted(timeline.events.len() as u64, "event"),
        counted(inputs.records, "record"),
        counted(inputs.files, "log")
    )];
    let mut add = |count: u64, text: String| {
        if count > 0 {
            parts.push(text);
        }
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    add(errors, counted(errors, "error"));
    add(warnings, counted(warnings, "warning"));
    add(inputs.repeated, format!("{} repeated", inputs.repeated));
    add(inputs.passed_over, format!("{} passed over", counted(inputs.passed_over, "file")));
    let beside = counted(inputs.beside, "change");
    add(inputs.beside, format!("{beside} of things that no log here goes to, see `--watch`"));
    let let_go = counted(inputs.let_go, "event");
    add(
        inputs.let_go,
        format!("{let_go} let go, more than there is room for: narrow it with `--since` or `--writes`"),
    );
    let problems = timeline.problems.len() as u64;
    add(problems, format!("incomplete: {}", counted(problems, "problem")));
    parts.join("; ")
}

fn counted(count: u64, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
