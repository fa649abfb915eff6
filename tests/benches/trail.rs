//! Measures `msklint events` on generated CloudTrail logs, as they are and with gzip, checks what it
//! finds on the way, and prints beside it what unpacking alone costs. `-- --full` takes 1 GB in place
//! of 100 MB, `-- --keep` keeps the files.

#[path = "trail/measure.rs"]
mod measure;
#[path = "estate/random.rs"]
mod random;
#[path = "trail/records.rs"]
mod records;
#[path = "trail/truth.rs"]
mod truth;

use measure::{Cost, Program};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a release build is held to, for logs as they are.
struct Target {
    megabytes: u64,
    cpu: f64,
    peak: u64,
    runs: usize,
}

const SMALL: Target = Target { megabytes: 100, cpu: 0.3, peak: 100 << 20, runs: 5 };
const FULL: Target = Target { megabytes: 1_000, cpu: 3.0, peak: 100 << 20, runs: 3 };

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let outcome = match arguments.as_slice() {
        [command, folder] if command == "--unpack" => measure::unpack(Path::new(folder)).map(|_| true),
        _ => run(&if has("--full") { FULL } else { SMALL }, has("--keep")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the benchmark cannot run: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(target: &Target, keep: bool) -> io::Result<bool> {
    let program = Program::build()?;
    let place = std::env::temp_dir().join(format!("msklint-trail-{}", target.megabytes));
    remove(&place)?;
    let (plain, packed) = (place.join("plain"), place.join("packed"));
    let trail = records::write(&plain, &packed, target.megabytes * 1_000_000)?;
    println!(
        "{} logs, {} records, {:.0} MB, with gzip {:.0} MB; {} calls of MSK",
        trail.files,
        trail.records,
        trail.bytes as f64 / 1e6,
        trail.packed as f64 / 1e6,
        trail.of_msk,
    );
    let report = place.join("report.json");
    let mut differences = Vec::new();
    let mut costs = Vec::new();
    for (what, folder) in [("msklint events, as it is", &plain), ("msklint events, gzip", &packed)] {
        costs.push((what, program.events(folder, &report, target.runs)?));
        differences
            .extend(truth::compare(&report, &trail)?.into_iter().map(|text| format!("{what}: {text}")));
    }
    costs.push(("unpacking alone, gzip", measure::unpacking(&packed, target.runs)?));
    table(target, &costs);
    differences.iter().for_each(|difference| println!("{difference}"));
    if !keep {
        remove(&place)?;
    }
    Ok(differences.is_empty())
}

fn remove(folder: &PathBuf) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn table(target: &Target, costs: &[(&str, Cost)]) {
    println!("{:<28} {:>10} {:>10} {:>11}", "median", "CPU", "wall", "peak");
    for (what, cost) in costs {
        println!("{what:<28} {:>8.3} s {:>8.3} s {:>8.1} MB", cost.cpu, cost.wall, cost.peak as f64 / 1e6);
    }
    let verdict = |met: bool| if met { "met" } else { "MISSED" };
    for (what, cost) in costs.iter().take(1) {
        println!("target, {what}: {:.1} s CPU: {}", target.cpu, verdict(cost.cpu < target.cpu));
    }
    let peak = costs.iter().map(|(_, cost)| cost.peak).max().unwrap_or_default();
    println!("target: {} MB peak: {}", target.peak >> 20, verdict(peak < target.peak));
}
