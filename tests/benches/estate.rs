//! Measures msklint on a generated estate, checks every verdict on the way, and prints the floor
//! beside it. `-- --full` takes 10,000 modules in place of 1,000, `-- --keep` keeps the files.

#![expect(clippy::indexing_slicing, reason = "what is indexed is written here")]

#[path = "estate/clusters.rs"]
mod clusters;
#[path = "estate/destinations.rs"]
mod destinations;
#[path = "estate/floor.rs"]
mod floor;
#[path = "estate/modules.rs"]
mod modules;
#[path = "estate/ordinary.rs"]
mod ordinary;
#[path = "estate/policies.rs"]
mod policies;
#[path = "estate/random.rs"]
mod random;
#[path = "estate/truth.rs"]
mod truth;
#[path = "estate/ways.rs"]
mod ways;

use msklint_tests::measure::{self, Cost, Program};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a release build is held to.
struct Target {
    modules: usize,
    cpu: f64,
    peak: Option<u64>,
    runs: usize,
}

const SMALL: Target = Target { modules: 1_000, cpu: 0.15, peak: None, runs: 7 };
const FULL: Target = Target { modules: 10_000, cpu: 1.2, peak: Some(60 * 1024 * 1024), runs: 3 };

/// Wall time of a single file, in seconds.
const SINGLE: f64 = 0.005;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let outcome = match arguments.as_slice() {
        [command, folder] if command == "--floor" => floor::visit(Path::new(folder)).map(|_| true),
        _ => run(if has("--full") { FULL } else { SMALL }, has("--keep")),
    };
    measure::ended(outcome)
}

fn run(target: Target, keep: bool) -> io::Result<bool> {
    let program = Program::build()?;
    let folder = measure::folder(&format!("estate-{}", target.modules))?;
    let place = folder.join("modules");
    let estate = modules::write(&place, target.modules)?;
    println!(
        "{} modules, {} files, {:.1} MB, {} clusters of which {} are broken in {} ways",
        target.modules,
        estate.files,
        estate.bytes as f64 / 1e6,
        estate.truths.len(),
        estate.truths.iter().filter(|truth| truth.is_broken()).count(),
        estate.ways(),
    );
    let report = folder.join("report.json");
    // The peak of a program counts what its parent had when it began: measure before all else.
    let checked = program.run("check", &place, &report, target.runs)?;
    let floor = measure::itself("--floor", &place, target.runs)?;
    let single = program.single(&single_file(&folder)?, 30)?;
    tell(&target, checked, floor, single);
    let differences = truth::compare(&report, &estate.truths)?;
    measure::told(&differences, estate.truths.len(), "clusters");
    if !keep {
        measure::remove(&folder)?;
    }
    Ok(differences.is_empty())
}

/// One cluster in one file of 40 lines.
fn single_file(folder: &Path) -> io::Result<PathBuf> {
    let file = folder.join("main.tf");
    std::fs::write(&file, clusters::single())?;
    Ok(file)
}

fn tell(target: &Target, checked: Cost, floor: Cost, single: f64) {
    measure::table(&[("msklint check", checked), ("walk, read and scan the bytes", floor)]);
    println!("{:<34} {:>10} {:>8.2} ms", "one file of 40 lines", "", single * 1e3);
    measure::target(&format!("{:.2} s CPU", target.cpu), checked.cpu < target.cpu);
    if let Some(peak) = target.peak {
        measure::target(&format!("{} MB peak", peak >> 20), checked.peak < peak);
    }
    measure::target(&format!("{} ms wall for one file", SINGLE * 1e3), single < SINGLE);
}
