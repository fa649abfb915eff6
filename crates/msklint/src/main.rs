//! The native command: finds and reads files, prints, sets the exit code. Everything that can be
//! known without a file system is the engine's.

mod args;
mod disk;
mod gather;
mod kind;
mod manual;
mod parameters;
mod progress;
mod run;
mod summary;

use args::{Cli, Command};
use clap::Parser;
use run::{Format, Usage, ignore_closed_pipe, run};
use std::io::{Write, stderr, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let _ = writeln!(stderr(), "this is a bug in msklint: {panic}");
        std::process::exit(101);
    }));
    match command(&Cli::parse().command) {
        Ok(code) => ExitCode::from(code),
        Err(Usage(message)) => {
            let _ = writeln!(stderr(), "error: {}", report::safe(&message));
            ExitCode::from(2)
        }
    }
}

fn command(command: &Command) -> Result<u8, Usage> {
    let mut page = Vec::new();
    let written = match command {
        Command::Check { format, common } => return run(common, &Format::check(*format)?),
        Command::Trace { format, common } => return run(common, &Format::trace(*format)),
        Command::Explain { rule } => manual::explain(rule, &mut page)?,
        Command::Rules { format } => manual::rules(*format, &mut page),
        Command::Completions { shell } => {
            manual::completions(*shell, &mut page);
            Ok(())
        }
        Command::Man => manual::man(&mut page),
    };
    let written = written.and_then(|()| stdout().lock().write_all(&page));
    ignore_closed_pipe(written).map(|()| 0).map_err(|error| Usage(disk::said(&error)))
}
