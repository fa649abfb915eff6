//! Measures msklint on a generated Terraform plan of 100 MB with ten clusters, checks every verdict on
//! the way, and prints the floor beside it. `-- --keep` keeps the plan.

#![expect(clippy::indexing_slicing, reason = "what is indexed is written here")]

#[path = "plan/clusters.rs"]
mod clusters;
#[path = "plan/ordinary.rs"]
mod ordinary;
#[path = "estate/random.rs"]
#[expect(dead_code, reason = "other measurements use more of it")]
mod random;
#[path = "plan/write.rs"]
mod write;

use msklint_tests::measure::{self, Program};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;

const BYTES: u64 = 100_000_000;
const RUNS: usize = 5;

/// CPU seconds and bytes that a release build is held to.
const CPU: f64 = 0.4;
const PEAK: u64 = 150_000_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [command, folder] if command == "--floor" => floor(Path::new(folder)).map(|_| true),
        arguments => run(arguments.iter().any(|argument| argument == "--keep")),
    };
    measure::ended(outcome)
}

/// What it costs to read the same bytes and to find the quotes in them.
fn floor(folder: &Path) -> io::Result<usize> {
    let mut file = std::fs::File::open(folder.join("plan.json"))?;
    let mut piece = vec![0; 256 * 1024];
    let mut quotes = 0;
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(quotes),
            length => quotes += memchr::memchr_iter(b'"', &piece[..length]).count(),
        }
    }
}

fn run(keep: bool) -> io::Result<bool> {
    let program = Program::build()?;
    let folder = measure::folder("plan")?;
    let place = folder.join("given");
    std::fs::create_dir_all(&place)?;
    let file = place.join("plan.json");
    let resources = write::write(&file, BYTES)?;
    let clusters = clusters::all();
    println!(
        "{:.1} MB, {resources} resources, {} clusters of which {} are broken",
        std::fs::metadata(&file)?.len() as f64 / 1e6,
        clusters.len(),
        clusters.iter().filter(|cluster| cluster.rule.is_some()).count(),
    );
    let report = folder.join("report.json");
    // The peak of a program counts what its parent had when it began: measure before all else.
    let checked = program.run("check", &place, &report, RUNS)?;
    let floor = measure::itself("--floor", &place, RUNS)?;
    measure::table(&[("msklint check", checked), ("read and find the quotes", floor)]);
    measure::target(&format!("{CPU:.2} s CPU"), checked.cpu < CPU);
    measure::target(&format!("{} MB peak", PEAK / 1_000_000), checked.peak < PEAK);
    let differences = compare(&report)?;
    measure::told(&differences, clusters.len(), "clusters");
    if !keep {
        measure::remove(&folder)?;
    }
    Ok(differences.is_empty())
}

/// One line for each cluster whose verdict is another, or whose mistake is not found where it stands.
fn compare(report: &Path) -> io::Result<Vec<String>> {
    let report: Value = serde_json::from_slice(&std::fs::read(report)?)?;
    let list = |name: &str| report[name].as_array().cloned().unwrap_or_default();
    let mut verdicts: BTreeMap<String, String> = BTreeMap::new();
    for path in list("paths").iter().filter(|path| path["destination"] == "s3") {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        verdicts.insert(text(&path["source"]["address"]), text(&path["verdict"]));
    }
    let mut differences: Vec<String> = list("problems").iter().map(|it| format!("problem: {it}")).collect();
    let findings = list("findings");
    for cluster in clusters::all() {
        let verdict = verdicts.remove(&cluster.address()).unwrap_or_default();
        let expected = if cluster.rule.is_some() { "broken" } else { "delivers" };
        if verdict != expected {
            differences.push(format!("{}: expected {expected}, got {verdict}", cluster.address()));
        }
    }
    let mut rules: Vec<&str> = clusters::all().iter().filter_map(|cluster| cluster.rule).collect();
    let mut found: Vec<&str> =
        findings.iter().filter(|it| it["severity"] == "error").filter_map(|it| it["rule"].as_str()).collect();
    rules.sort_unstable();
    found.sort_unstable();
    if rules != found {
        differences.push(format!("expected {rules:?}, got {found:?}"));
    }
    differences.extend(verdicts.into_keys().map(|address| format!("{address}: nothing is there")));
    Ok(differences)
}
