//! Measures `msklint events` on generated CloudTrail logs, as they are and with gzip, checks what it
//! finds on the way, and prints beside it what unpacking alone costs. `-- --full` takes 1 GB in place
//! of 100 MB, `-- --keep` keeps the files.

#[path = "estate/random.rs"]
mod random;
#[path = "trail/records.rs"]
mod records;
#[path = "trail/truth.rs"]
mod truth;

use flate2::bufread::MultiGzDecoder;
use msklint_tests::measure::{self, Cost, Program};
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
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
        [command, folder] if command == "--unpack" => unpack(Path::new(folder)).map(|_| true),
        _ => run(&if has("--full") { FULL } else { SMALL }, has("--keep")),
    };
    measure::ended(outcome)
}

fn run(target: &Target, keep: bool) -> io::Result<bool> {
    let program = Program::build()?;
    let place = measure::folder(&format!("trail-{}", target.megabytes))?;
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
        costs.push((what, program.run("events", folder, &report, target.runs)?));
        differences
            .extend(truth::compare(&report, &trail)?.into_iter().map(|text| format!("{what}: {text}")));
    }
    costs.push(("unpacking alone, gzip", measure::itself("--unpack", &packed, target.runs)?));
    tell(target, &costs);
    differences.iter().for_each(|difference| println!("{difference}"));
    if !keep {
        measure::remove(&place)?;
    }
    Ok(differences.is_empty())
}

fn tell(target: &Target, costs: &[(&str, Cost)]) {
    measure::table(costs);
    for (what, cost) in costs.iter().take(1) {
        measure::target(&format!("{:.1} s CPU, {what}", target.cpu), cost.cpu < target.cpu);
    }
    let peak = costs.iter().map(|(_, cost)| cost.peak).max().unwrap_or_default();
    measure::target(&format!("{} MB peak", target.peak >> 20), peak < target.peak);
}

/// What it costs to unpack the same files and nothing else. Gives the bytes that came out.
fn unpack(logs: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(logs)? {
        let file = BufReader::with_capacity(128 * 1024, File::open(entry?.path())?);
        bytes += io::copy(&mut MultiGzDecoder::new(file), &mut io::sink())?;
    }
    Ok(bytes)
}
