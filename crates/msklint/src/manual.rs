//! What msklint says about itself: pages of rules, the list of rules, the manual page.

use crate::args::{Cli, ConfigCommand, RulesFormat};
use crate::config;
use crate::run::Usage;
use crate::settings;
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;
use engine::rules::ALL;
use serde_json::json;
use std::io::{self, Write};

pub fn explain(rule: &str, out: &mut dyn Write) -> Result<io::Result<()>, Usage> {
    let rule = engine::find(rule).map_err(|error| Usage(error.to_string()))?;
    Ok(out.write_all(rule.page.as_bytes()))
}

pub fn rules(format: RulesFormat, out: &mut dyn Write) -> io::Result<()> {
    if format == RulesFormat::Json {
        let rules: Vec<_> = ALL
            .iter()
            .map(|rule| json!({ "name": rule.name, "severity": rule.severity.word(), "summary": rule.summary }))
            .collect();
        serde_json::to_writer_pretty(&mut *out, &rules)?;
        return writeln!(out);
    }
    let width = ALL.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    ALL.iter().try_for_each(|rule| {
        writeln!(out, "{:width$}  {:7}  {}", rule.name, rule.severity.word(), rule.summary)
    })
}

pub fn config(command: &ConfigCommand, out: &mut dyn Write) -> Result<io::Result<()>, Usage> {
    Ok(match command {
        ConfigCommand::Schema => serde_json::to_writer_pretty(&mut *out, &config::schema())
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out)),
        ConfigCommand::Show { common } => {
            let config = settings::config_of(common)?;
            config::show(common, config.as_deref(), out)
        }
    })
}

pub fn completions(shell: Shell, out: &mut dyn Write) {
    clap_complete::generate(shell, &mut Cli::command(), "msklint", out);
}

/// One page for all commands.
pub fn man(mut out: &mut dyn Write) -> io::Result<()> {
    let mut command = Cli::command();
    command.build();
    let page = Man::new(command.clone());
    page.render_title(&mut out)?;
    page.render_name_section(&mut out)?;
    page.render_synopsis_section(&mut out)?;
    page.render_description_section(&mut out)?;
    for command in command.get_subcommands().filter(|command| command.get_name() != "help") {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        writeln!(out, ".SH \"MSKLINT {}\"\n{about}", command.get_name().to_uppercase())?;
        let mut options = Vec::new();
        Man::new(command.clone()).render_options_section(&mut options)?;
        out.write_all(
            String::from_utf8_lossy(&options).replacen(".SH OPTIONS", ".SS Options", 1).as_bytes(),
        )?;
    }
    page.render_extra_section(&mut out)?;
    page.render_version_section(&mut out)
}
