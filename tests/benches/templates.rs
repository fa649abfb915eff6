//! Measures msklint on generated CloudFormation templates, checks every verdict on the way, and prints
//! the floor beside it. `-- --keep` keeps the files.

#![expect(clippy::indexing_slicing, reason = "what is indexed is written here")]

#[path = "templates/destinations.rs"]
mod destinations;
#[path = "estate/floor.rs"]
mod floor;
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

use msklint_tests::measure::{self, Program};
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
    measure::ended(outcome)
}

fn run(keep: bool) -> io::Result<bool> {
    let program = Program::build()?;
    let folder = measure::folder("templates")?;
    let place = folder.join("given");
    let written = write::write(&place, TEMPLATES)?;
    println!(
        "{} templates, {:.1} MB, {} clusters of which {} are broken in {} ways",
        written.files,
        written.bytes as f64 / 1e6,
        written.truths.len(),
        written.truths.iter().filter(|truth| truth.is_broken()).count(),
        written.ways(),
    );
    let report = folder.join("report.json");
    // The peak of a program counts what its parent had when it began: measure before all else.
    let checked = program.run("check", &place, &report, RUNS)?;
    let floor = measure::itself("--floor", &place, RUNS)?;
    measure::table(&[("msklint check", checked), ("walk, read and scan the bytes", floor)]);
    measure::target(&format!("{TARGET:.2} s CPU"), checked.cpu < TARGET);
    let differences = truth::compare(&report, &written.truths)?;
    measure::told(&differences, written.truths.len(), "clusters");
    if !keep {
        measure::remove(&folder)?;
    }
    Ok(differences.is_empty())
}
