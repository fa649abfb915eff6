//! CPU time, wall time and peak memory of `msklint events`, and of unpacking the same logs.

use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;
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

    /// The timeline of the last run is left in `report`.
    pub fn events(&self, logs: &Path, report: &Path, runs: usize) -> io::Result<Cost> {
        medians(runs, || {
            let mut command = Command::new(&self.0);
            command.args(["events", "--quiet", "--format", "json"]).arg(logs).stdout(File::create(report)?);
            cost(&mut command)
        })
    }
}

/// What it costs to unpack the same files and nothing else.
pub fn unpacking(logs: &Path, runs: usize) -> io::Result<Cost> {
    let here = std::env::current_exe()?;
    medians(runs, || cost(Command::new(&here).arg("--unpack").arg(logs)))
}

/// Bytes that came out.
pub fn unpack(logs: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(logs)? {
        let file = BufReader::with_capacity(128 * 1024, File::open(entry?.path())?);
        bytes += io::copy(&mut MultiGzDecoder::new(file), &mut io::sink())?;
    }
    Ok(bytes)
}

fn cost(command: &mut Command) -> io::Result<Cost> {
    let begin = Instant::now();
    let end = command.spawn()?.wait4()?;
    let wall = begin.elapsed().as_secs_f64();
    if !end.status.success() {
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
