//! `check` and `trace`: reads what the user named, hands it to the engine, and prints the report.

use crate::args::{CheckFormat, Color, Common, TraceFormat};
use crate::disk::{self, Disk};
use crate::gather::{Gathered, folders, gather, name, plain, unsupported};
use crate::kind::{Kind, kind};
use crate::parameters;
use crate::progress::Progress;
use crate::summary;
use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use engine::readers::input;
use engine::report::{Problem, Status};
use engine::{Checked, Settings, Unit, UnitReport, check_unit, discover, look, merge};
use rayon::prelude::*;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Columns that messages are wrapped at.
const WIDTH: usize = 100;

/// Something is wrong with the command line; nothing was checked.
pub struct Usage(pub String);

pub enum Format {
    Check(CheckFormat),
    Trace(TraceFormat),
}

impl Format {
    pub fn check(given: Option<CheckFormat>) -> Result<Format, Usage> {
        let from = |text: &str| CheckFormat::from_str(text, true);
        let wrong =
            |text: &str| Usage(format!("`MSKLINT_OUTPUT_FORMAT` is `{text}`: there is no such format"));
        Ok(Format::Check(match (given, environment_format()) {
            (Some(format), _) => format,
            (None, Some(text)) => from(&text).map_err(|_| wrong(&text))?,
            (None, None) => CheckFormat::Full,
        }))
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

/// Gives the exit code.
pub fn run(common: &Common, format: &Format) -> Result<u8, Usage> {
    let start = Instant::now();
    let settings = settings(common)?;
    let (checked, units) = match common.paths.as_slice() {
        [path] if path == Path::new("-") => (check_standard_input(common, &settings)?, Vec::new()),
        paths if paths.iter().any(|path| path == Path::new("-")) => {
            return Err(Usage("`-` stands for standard input and cannot be one of several paths".to_owned()));
        }
        paths => check_paths(paths, common, &settings),
    };
    refuse_bad_variable_files(common, &checked)?;
    print(&checked, format, common.color).map_err(|error| Usage(disk::said(&error)))?;
    let mut stderr = anstream::stderr().lock();
    let _ = summary::problems(&checked.report, &mut stderr);
    if common.verbose {
        let _ = summary::units(&units, &mut stderr);
    }
    if !common.quiet {
        let _ = summary::line(&checked.report, start.elapsed(), &mut stderr);
    }
    Ok(exit_code(common, &checked))
}

fn exit_code(common: &Common, checked: &Checked) -> u8 {
    let fails = |finding: &engine::report::Finding| finding.severity >= common.fail_on.into();
    match checked.report.status {
        _ if checked.report.findings.iter().any(fails) => 1,
        Status::Incomplete if !common.allow_incomplete => 2,
        _ => 0,
    }
}

fn settings(common: &Common) -> Result<Settings, Usage> {
    let rules = engine::select(&common.select, &common.ignore).map_err(|error| Usage(error.to_string()))?;
    let mut variable_files = Vec::new();
    for path in &common.variable_files {
        let text = disk::read(path).map_err(|message| Usage(format!("{}: {message}", path.display())))?;
        variable_files.push((name(path), Arc::from(text)));
    }
    let variable = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.to_str()?.strip_prefix("TF_VAR_")?.to_owned(), value.into_string().ok()?))
    };
    let mut environment: Vec<(String, String)> = std::env::vars_os().filter_map(variable).collect();
    environment.sort();
    let inputs = input::Settings {
        variables: common.variables.clone(),
        variable_files,
        environment,
        parameters: parameters(common)?,
        account: common.account.clone(),
        region: common.region.clone(),
        partition: common.partition.clone(),
    };
    Ok(Settings { inputs, rules })
}

/// Those of files first: what is said on the command line itself counts more.
fn parameters(common: &Common) -> Result<Vec<(String, String)>, Usage> {
    let mut parameters = Vec::new();
    for path in &common.parameter_files {
        let wrong = |message: String| Usage(format!("{}: {message}", path.display()));
        let text = disk::read(path).map_err(wrong)?;
        parameters.extend(parameters::of_file(&text).map_err(wrong)?);
    }
    parameters.extend(common.parameters.iter().cloned());
    Ok(parameters)
}

/// What is wrong in a file that the command line names is wrong with the command line.
fn refuse_bad_variable_files(common: &Common, checked: &Checked) -> Result<(), Usage> {
    let files: Vec<String> = common.variable_files.iter().map(|path| name(path)).collect();
    let mut wrong = checked.report.problems.iter().filter(|problem| files.contains(&problem.path));
    wrong.next().map_or(Ok(()), |problem| Err(Usage(summary::problem(problem))))
}

fn check_standard_input(common: &Common, settings: &Settings) -> Result<Checked, Usage> {
    let text = disk::read_all(io::stdin().lock(), 0);
    let called = common.stdin_filename.clone();
    let label = called.clone().unwrap_or_else(|| "standard input".to_owned());
    let text = match text {
        Ok(text) => text,
        Err(message) => return Ok(unread(label, message)),
    };
    let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    let is_template = look(label.clone(), text.as_bytes()).is_some();
    let path = match (called, kind(&text)) {
        (Some(path), _) if is_template => path,
        (None, _) if is_template => if is_json { "stdin.json" } else { "stdin.yaml" }.to_owned(),
        (_, Kind::Terraform) => if is_json { "stdin.tf.json" } else { "stdin.tf" }.to_owned(),
        (_, Kind::Unclear) if text.trim().is_empty() => "stdin.tf".to_owned(),
        (_, kind) => return Ok(unread(label, unsupported(kind))),
    };
    Ok(engine::check([(path, Arc::from(text))], settings))
}

fn unread(path: String, message: String) -> Checked {
    merge(Vec::new(), &[], vec![Problem { path, at: None, message }])
}

fn check_paths(paths: &[PathBuf], common: &Common, settings: &Settings) -> (Checked, Vec<Unit>) {
    // Fails only where a pool was built before.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(crate::STACK).build_global();
    let paths: Vec<PathBuf> = paths.iter().map(|path| plain(path)).collect();
    let disk = Disk::new(&folders(&paths));
    let Gathered { seen, named, problems } = gather(&paths, &disk, common.no_ignore);
    let mut units = discover(&seen, &named);
    units.retain(|unit| unit.matters || common.verbose);
    let wanted: Vec<&Unit> = units.iter().filter(|unit| unit.matters).collect();
    let progress = Progress::start(wanted.len(), !common.quiet);
    let check = |unit: &&Unit| {
        let report = check_unit(unit, &disk, settings);
        progress.step();
        report
    };
    let reports: Vec<UnitReport> = match wanted.len() {
        0 | 1 => wanted.iter().map(check).collect(),
        _ => wanted.par_iter().map(check).collect(),
    };
    drop(progress);
    (merge(reports, &seen, problems), units)
}

fn print(checked: &Checked, format: &Format, color: Color) -> io::Result<()> {
    let choice = match color {
        Color::Auto => AutoStream::choice(&io::stdout()),
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let colour = choice != ColorChoice::Never;
    let mut out = BufWriter::new(AutoStream::new(io::stdout().lock(), choice));
    let printed = match format {
        Format::Check(CheckFormat::Full) => report::full(checked, colour, WIDTH, &mut out),
        Format::Check(CheckFormat::Concise) => report::concise(&checked.report, &mut out),
        Format::Trace(TraceFormat::Tree) => report::trace(&checked.report, colour, &mut out),
        Format::Trace(TraceFormat::Mermaid) => report::mermaid(&checked.report, &mut out),
        Format::Check(CheckFormat::Json) | Format::Trace(TraceFormat::Json) => {
            report::json(&checked.report, &mut out)
        }
    };
    ignore_closed_pipe(printed.and_then(|()| out.flush()))
}

/// Whoever reads the output may stop reading.
pub fn ignore_closed_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
