//! What benchmarks share: CPU time, wall time and peak memory of other programs, and how they are told.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;
use wait4::Wait4;

/// Seconds and bytes.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub cpu: f64,
    pub wall: f64,
    pub peak: u64,
}

/// The release build of msklint.
#[derive(Debug)]
pub struct Program(PathBuf);

impl Program {
    pub fn build() -> io::Result<Program> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo).args(["build", "--release", "--quiet", "-p", "msklint"]).status()?;
        if !status.success() {
            return Err(io::Error::other("msklint does not build"));
        }
        // A benchmark lies in `deps`, beside the folder's products.
        let here = std::env::current_exe()?;
        let folder = here.ancestors().nth(2).ok_or_else(|| io::Error::other("no target folder"))?;
        Ok(Program(folder.join(format!("msklint{}", std::env::consts::EXE_SUFFIX))))
    }

    /// The medians of several runs of a command that prints JSON; that of the last is left in `report`.
    pub fn run(&self, command: &str, given: &Path, report: &Path, runs: usize) -> io::Result<Cost> {
        medians(runs, || {
            let mut program = Command::new(&self.0);
            program.args([command, "--quiet", "--format", "json"]).arg(given).stdout(File::create(report)?);
            cost(&mut program)
        })
    }

    /// Median wall time of checking one file, from the start of the program to its end.
    pub fn single(&self, file: &Path, runs: usize) -> io::Result<f64> {
        let run = || cost(Command::new(&self.0).args(["check", "--quiet"]).arg(file).stdout(Stdio::null()));
        Ok(medians(runs, run)?.wall)
    }
}

/// What this very program costs with an argument and a folder: the floor beside a measurement.
pub fn itself(argument: &str, folder: &Path, runs: usize) -> io::Result<Cost> {
    let here = std::env::current_exe()?;
    medians(runs, || cost(Command::new(&here).arg(argument).arg(folder)))
}

/// Ends with 0 or, if something was found, with 1.
fn cost(command: &mut Command) -> io::Result<Cost> {
    let begin = Instant::now();
    let end = command.spawn()?.wait4()?;
    let wall = begin.elapsed().as_secs_f64();
    if end.status.code().is_none_or(|code| code > 1) {
        return Err(io::Error::other(format!("{command:?} ends with {}", end.status)));
    }
    let cpu = (end.rusage.utime + end.rusage.stime).as_secs_f64();
    Ok(Cost { cpu, wall, peak: end.rusage.maxrss })
}

/// Of times; the peak is the highest.
fn medians(runs: usize, run: impl Fn() -> io::Result<Cost>) -> io::Result<Cost> {
    let costs = (0..runs).map(|_| run()).collect::<io::Result<Vec<Cost>>>()?;
    let median = |value: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = costs.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    let peak = costs.iter().map(|cost| cost.peak).max().unwrap_or_default();
    Ok(Cost { cpu: median(|cost| cost.cpu), wall: median(|cost| cost.wall), peak })
}

pub fn table(rows: &[(&str, Cost)]) {
    println!("{:<34} {:>10} {:>10} {:>11}", "median", "CPU", "wall", "peak");
    for (what, cost) in rows {
        println!("{what:<34} {:>8.3} s {:>8.3} s {:>8.1} MB", cost.cpu, cost.wall, cost.peak as f64 / 1e6);
    }
}

pub fn target(what: &str, is_met: bool) {
    println!("target: {what}: {}", if is_met { "met" } else { "MISSED" });
}

/// What was judged wrongly, the first of it.
pub fn told(differences: &[String], count: usize, what: &str) {
    for difference in differences.iter().take(40) {
        println!("{difference}");
    }
    println!("{} of {count} {what} are judged wrongly", differences.len());
}

/// An empty folder below that for temporary files.
pub fn folder(name: &str) -> io::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("msklint-{name}"));
    remove(&folder)?;
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

pub fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether everything was judged right, as the exit code of a benchmark.
pub fn ended(outcome: io::Result<bool>) -> ExitCode {
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the benchmark cannot run: {error}");
            ExitCode::from(2)
        }
    }
}
