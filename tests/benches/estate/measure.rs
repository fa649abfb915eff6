//! CPU time, wall time and peak memory of other programs.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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
pub struct Program(PathBuf);

impl Program {
    pub fn build() -> io::Result<Program> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo).args(["build", "--release", "--quiet", "-p", "msklint"]).status()?;
        if !status.success() {
            return Err(io::Error::other("msklint does not build"));
        }
        // This program lies in `deps`, beside the folder's products.
        let here = std::env::current_exe()?;
        let folder = here.ancestors().nth(2).ok_or_else(|| io::Error::other("no target folder"))?;
        Ok(Program(folder.join(format!("msklint{}", std::env::consts::EXE_SUFFIX))))
    }

    /// The medians of several runs; the report of the last one is left in `report`.
    pub fn check(&self, place: &Path, report: &Path, runs: usize) -> io::Result<Cost> {
        let run = || {
            let mut command = Command::new(&self.0);
            command.args(["check", "--quiet", "--format", "json"]).arg(place).stdout(File::create(report)?);
            cost(&mut command, &[0, 1])
        };
        medians(runs, run)
    }

    /// Median wall time of checking one file, from the start of the program to its end.
    pub fn single(&self, file: &Path, runs: usize) -> io::Result<f64> {
        let run = || {
            let mut command = Command::new(&self.0);
            command.args(["check", "--quiet"]).arg(file).stdout(Stdio::null());
            cost(&mut command, &[0, 1])
        };
        Ok(medians(runs, run)?.wall)
    }
}

/// What it costs to walk, read and scan the same files and nothing else.
pub fn floor(place: &Path, runs: usize) -> io::Result<Cost> {
    let here = std::env::current_exe()?;
    medians(runs, || cost(Command::new(&here).arg("--floor").arg(place), &[0]))
}

fn cost(command: &mut Command, expected: &[i32]) -> io::Result<Cost> {
    let begin = Instant::now();
    let end = command.spawn()?.wait4()?;
    let wall = begin.elapsed().as_secs_f64();
    if !end.status.code().is_some_and(|code| expected.contains(&code)) {
        return Err(io::Error::other(format!("{command:?} ends with {}", end.status)));
    }
    let cpu = (end.rusage.utime + end.rusage.stime).as_secs_f64();
    Ok(Cost { cpu, wall, peak: end.rusage.maxrss })
}

fn medians(runs: usize, run: impl Fn() -> io::Result<Cost>) -> io::Result<Cost> {
    let costs = (0..runs).map(|_| run()).collect::<io::Result<Vec<Cost>>>()?;
    let median = |value: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = costs.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let peak = costs.iter().map(|cost| cost.peak).max().unwrap_or_default();
    Ok(Cost { cpu: median(|cost| cost.cpu), wall: median(|cost| cost.wall), peak })
}
