//! Measures msklint on generated CloudFormation templates, checks every verdict on the way, and prints
//! the floor beside it. `-- --keep` keeps the files.

#![expect(clippy::indexing_slicing, reason = "what is indexed is written here")]

#[path = "templates/destinations.rs"]
mod destinations;
#[path = "estate/floor.rs"]
mod floor;
#[path = "estate/measure.rs"]
#[expect(dead_code, reason = "other measurements use more of it")]
mod measure;
#[path = "templates/ordinary.rs"]
mod ordinary;
#[path = "estate/random.rs"]
mod random;
#[path = "estate/truth.rs"]
mod truth;
#[path = "templates/ways.rs"]
mod ways;
#[path = "templates/write.rs"]
mod write;
#[path = "templates/yaml.rs"]
mod yaml;

use measure::{Cost, Program};
use std::io;
use std::path::Path;
use std::process::ExitCode;

const TEMPLATES: usize = 1_000;
const RUNS: usize = 7;

/// CPU seconds that a release build is held to.
const TARGET: f64 = 0.2;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [command, folder] if command == "--floor" => floor::visit(Path::new(folder)).map(|_| true),
        arguments => run(arguments.iter().any(|argument| argument == "--keep")),
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

fn run(keep: bool) -> io::Result<bool> {
    let program = Program::build()?;
    let place = std::env::temp_dir().join("msklint-templates");
    remove(&place)?;
    let written = write::write(&place, TEMPLATES)?;
    println!(
        "{} templates, {:.1} MB, {} clusters of which {} are broken in {} ways",
        written.files,
        written.bytes as f64 / 1e6,
        written.truths.len(),
        written.truths.iter().filter(|truth| truth.is_broken()).count(),
        written.ways(),
    );
    let report = std::env::temp_dir().join("msklint-templates.json");
    // The peak of a program counts what its parent had when it began: measure before all else.
    let checked = program.check(&place, &report, RUNS)?;
    let floor = measure::floor(&place, RUNS)?;
    println!("{:<34} {:>10} {:>10} {:>11}", "median", "CPU", "wall", "peak");
    line("msklint check", &checked);
    line("walk, read and scan the bytes", &floor);
    let met = if checked.cpu < TARGET { "met" } else { "MISSED" };
    println!("target: {TARGET:.2} s CPU: {met}");
    let differences = truth::compare(&report, &written.truths)?;
    for difference in differences.iter().take(40) {
        println!("{difference}");
    }
    println!("{} of {} clusters are judged wrongly", differences.len(), written.truths.len());
    if !keep {
        remove(&place)?;
        std::fs::remove_file(&report)?;
    }
    Ok(differences.is_empty())
}

fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn line(what: &str, cost: &Cost) {
    println!("{what:<34} {:>8.3} s {:>8.3} s {:>8.1} MB", cost.cpu, cost.wall, cost.peak as f64 / 1e6);
}
