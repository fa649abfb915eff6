//! The native command: finds and reads files, prints, sets the exit code. Everything that can be
//! known without a file system is the engine's.

mod args;
mod baseline;
mod config;
mod disk;
mod events;
mod foreign;
mod gather;
mod ignored;
mod kind;
mod manual;
mod parameters;
mod print;
mod progress;
mod run;
mod settings;
mod summary;

use args::{Cli, Command};
use clap::Parser;
use print::{Format, ignore_closed_pipe};
use run::{Usage, run};
use std::io::{Write, stderr, stdout};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Deep nesting in a configuration needs more than a thread has by default.
const STACK: usize = 16 * 1024 * 1024;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let _ = writeln!(stderr(), "this is a bug in msklint: {panic}");
        std::process::exit(101);
    }));
    let cli = Cli::parse();
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || command(&cli.command));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(code))) => ExitCode::from(code),
        Ok(Ok(Err(Usage(message)))) => failed(&message),
        Ok(Err(_)) => ExitCode::from(101),
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(message: &str) -> ExitCode {
    let _ = writeln!(stderr(), "error: {}", report::safe(message));
    ExitCode::from(2)
}

fn command(command: &Command) -> Result<u8, Usage> {
    let mut page = Vec::new();
    let written = match command {
        Command::Check { formats, common } => return run(common, &Format::check(formats)?),
        Command::Trace { format, common } => return run(common, &Format::trace(*format)),
        Command::Baseline { output, prune, common } => return run::baseline(common, output, *prune),
        Command::Events(options) => return events::run(options),
        Command::Explain { rule } => manual::explain(rule, &mut page)?,
        Command::Rules { format } => manual::rules(*format, &mut page),
        Command::Config { command } => manual::config(command, &mut page)?,
        Command::Completions { shell } => {
            manual::completions(*shell, &mut page);
            Ok(())
        }
        Command::Man => manual::man(&mut page),
    };
    let written = written.and_then(|()| stdout().lock().write_all(&page));
    ignore_closed_pipe(written).map(|()| 0).map_err(|error| Usage(disk::said(&error)))
}
