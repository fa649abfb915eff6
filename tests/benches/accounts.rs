//! Measures msklint on generated answers of AWS, a folder for each account, and on scripts that call the
//! AWS CLI; checks every verdict on the way, and prints the floor beside it. `-- --keep` keeps the files.

#![expect(clippy::indexing_slicing, reason = "what is indexed is written here")]

#[path = "accounts/answers.rs"]
mod answers;
#[path = "estate/floor.rs"]
mod floor;
#[path = "estate/random.rs"]
mod random;
#[path = "accounts/scripts.rs"]
mod scripts;
#[path = "estate/truth.rs"]
mod truth;
#[path = "accounts/write.rs"]
mod write;

use msklint_tests::measure::{self, Program};
use std::io;
use std::path::Path;
use std::process::ExitCode;
use truth::Written;

const ACCOUNTS: usize = 1_000;
const SCRIPTS: usize = 1_000;
const RUNS: usize = 7;

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
    let accounts = measured(&program, "accounts", keep, |place| answers::write(place, ACCOUNTS))?;
    let scripts = measured(&program, "scripts", keep, |place| scripts::write(place, SCRIPTS))?;
    Ok(accounts && scripts)
}

fn measured(
    program: &Program,
    what: &str,
    keep: bool,
    write: impl Fn(&Path) -> io::Result<Written>,
) -> io::Result<bool> {
    let folder = measure::folder(what)?;
    let place = folder.join("given");
    let written = write(&place)?;
    println!(
        "{} {what} in {} files, {:.1} MB, of which {} are broken in {} ways",
        written.truths.len(),
        written.files,
        written.bytes as f64 / 1e6,
        written.truths.iter().filter(|truth| truth.is_broken()).count(),
        written.ways(),
    );
    let report = folder.join("report.json");
    // The peak of a program counts what its parent had when it began: measure before all else.
    let checked = program.run("check", &place, &report, RUNS)?;
    let floor = measure::itself("--floor", &place, RUNS)?;
    measure::table(&[("msklint check", checked), ("walk, read and scan the bytes", floor)]);
    let differences = truth::compare(&report, &written.truths)?;
    measure::told(&differences, written.truths.len(), what);
    if !keep {
        measure::remove(&folder)?;
    }
    Ok(differences.is_empty())
}
