//! `check` and `trace`: reads what the user named, hands it to the engine, and prints the report.

use crate::args::Common;
use crate::baseline::{self, Baseline};
use crate::disk::{self, Disk};
use crate::gather::{Gathered, folders, gather, name, plain, unsupported};
use crate::kind::{Kind, kind};
use crate::print::{Format, print};
use crate::progress::Progress;
use crate::settings::Scopes;
use crate::summary;
use engine::readers::model::Severity;
use engine::report::{Problem, Status};
use engine::{
    Accounts, Checked, Content, Seen, Settings, Unit, UnitReport, check_unit, discover, look, merge,
};
use rayon::prelude::*;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Something is wrong with the command line; nothing was checked.
pub struct Usage(pub String);

/// Gives the exit code.
pub fn run(common: &Common, format: &Format) -> Result<u8, Usage> {
    let start = Instant::now();
    let baseline = common.baseline.as_deref().map(Baseline::load).transpose().map_err(Usage)?;
    let Run { mut checked, units, fail_on } = checked(common)?;
    let taken = baseline.map(|baseline| baseline.take(&mut checked.report));
    let code = exit_code(common, fail_on, &checked);
    print(&checked, format, common.color, code != 0)?;
    let mut stderr = anstream::stderr().lock();
    let _ = summary::problems(&checked.report, &mut stderr);
    if common.verbose {
        let _ = summary::units(&units, &mut stderr);
    }
    if !common.quiet {
        let _ = summary::line(&checked.report, taken, start.elapsed(), &mut stderr);
    }
    Ok(code)
}

/// Writes the findings of a run down. What could not be read is said, and leaves a gap in the file.
pub fn baseline(common: &Common, output: &Path, prune: bool) -> Result<u8, Usage> {
    let old = prune.then(|| Baseline::load(output)).transpose().map_err(Usage)?;
    let checked = checked(common)?.checked;
    let (text, count) = baseline::write(&checked.report, old.as_ref());
    std::fs::write(output, text)
        .map_err(|error| Usage(format!("{}: {}", output.display(), disk::said(&error))))?;
    let mut stderr = anstream::stderr().lock();
    let _ = summary::problems(&checked.report, &mut stderr);
    if !common.quiet {
        let noun = if count == 1 { "finding" } else { "findings" };
        let _ = writeln!(stderr, "{}: {count} {noun}", output.display());
    }
    let incomplete = checked.report.status == Status::Incomplete && !common.allow_incomplete;
    Ok(if incomplete { 2 } else { 0 })
}

/// What a run finds.
struct Run {
    checked: Checked,
    units: Vec<Unit>,
    fail_on: Severity,
}

fn checked(common: &Common) -> Result<Run, Usage> {
    let mut scopes = Scopes::new(common)?;
    let here = scopes.of(Path::new("."))?;
    let (checked, units) = match common.paths.as_slice() {
        [path] if path == Path::new("-") => (check_standard_input(common, &here)?, Vec::new()),
        paths if paths.iter().any(|path| path == Path::new("-")) => {
            return Err(Usage("`-` stands for standard input and cannot be one of several paths".to_owned()));
        }
        paths => check_paths(paths, common, &here, &mut scopes)?,
    };
    refuse_bad_variable_files(common, &checked)?;
    Ok(Run { checked, units, fail_on: scopes.fail_on() })
}

fn exit_code(common: &Common, fail_on: Severity, checked: &Checked) -> u8 {
    let fails = |finding: &engine::report::Finding| finding.severity >= fail_on;
    match checked.report.status {
        _ if checked.report.findings.iter().any(fails) => 1,
        Status::Incomplete if !common.allow_incomplete => 2,
        _ => 0,
    }
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
    Ok(engine::check_named([(path.clone(), Arc::from(text))], &[path, ".".to_owned()], settings))
}

fn unread(path: String, message: String) -> Checked {
    merge(Vec::new(), &[], vec![Problem { path, at: None, message }], &Settings::default())
}

fn check_paths(
    paths: &[PathBuf],
    common: &Common,
    here: &Settings,
    scopes: &mut Scopes,
) -> Result<(Checked, Vec<Unit>), Usage> {
    // Fails only where a pool was built before.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(crate::STACK).build_global();
    let paths: Vec<PathBuf> = paths.iter().map(|path| plain(path)).collect();
    let disk = Disk::new(&folders(&paths));
    let Gathered { seen, named, problems } = gather(&paths, &disk, common.no_ignore);
    let is_policy = |it: &Seen| named.contains(&it.path) && matches!(it.content, Content::Aws(_));
    if common.policy_kind.is_some() && !seen.iter().any(is_policy) {
        let text = "`--policy-kind` speaks of policies that are named as files, and none is";
        return Err(Usage(text.to_owned()));
    }
    let mut units = discover(&seen, &named);
    units.retain(|unit| unit.matters || common.verbose);
    let mut wanted: Vec<(&Unit, Arc<Settings>)> = Vec::new();
    for unit in units.iter().filter(|unit| unit.matters) {
        wanted.push((unit, scopes.of_unit(unit)?));
    }
    let accounts = Accounts::open(&units, &disk, here);
    let progress = Progress::start(wanted.len(), !common.quiet);
    let check = |(unit, settings): &(&Unit, Arc<Settings>)| {
        let report = check_unit(unit, &accounts, &disk, settings);
        progress.step();
        report
    };
    let reports: Vec<UnitReport> = match wanted.len() {
        0 | 1 => wanted.iter().map(check).collect(),
        _ => wanted.par_iter().map(check).collect(),
    };
    drop(progress);
    Ok((merge(reports, &seen, problems, here), units))
}
