//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use engine::readers::model;
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes:
  0    everything was read, and nothing at or above --fail-on was found
  1    something at or above --fail-on was found
  2    wrong usage, or something that matters could not be read and nothing was found
       (--allow-incomplete turns the second into 0)
  101  a bug in msklint

Environment:
  TF_VAR_name            gives a value to a variable, as for Terraform
  MSKLINT_OUTPUT_FORMAT  the format where --format is not given
  NO_COLOR, CLICOLOR_FORCE";

/// Proves whether Amazon MSK logs will arrive, link by link, and shows why not
#[derive(Debug, Parser)]
#[command(name = "msklint", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lint Terraform configurations and CloudFormation templates
    #[command(after_help = EXIT_CODES)]
    Check {
        /// How to print what was found
        #[arg(long, value_enum)]
        format: Option<CheckFormat>,
        #[command(flatten)]
        common: Common,
    },
    /// Draw every delivery path link by link
    Trace {
        /// How to draw [default: tree]
        #[arg(long, value_enum)]
        format: Option<TraceFormat>,
        #[command(flatten)]
        common: Common,
    },
    /// Print the page of a rule
    Explain { rule: String },
    /// List all rules
    Rules {
        #[arg(long, value_enum, default_value = "text")]
        format: RulesFormat,
    },
    /// Print completions for a shell
    Completions { shell: Shell },
    /// Print the manual page
    Man,
}

#[derive(Debug, Args)]
pub struct Common {
    /// Files and folders; a Terraform file stands for its module, `-` for standard input
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the document on standard input is called
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<String>,
    /// Give a value to a variable of the root module
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = assignment)]
    pub variables: Vec<(String, String)>,
    /// Read values of variables from a file
    #[arg(long = "var-file", value_name = "FILE")]
    pub variable_files: Vec<PathBuf>,
    /// Give a value to a parameter of a template
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = assignment)]
    pub parameters: Vec<(String, String)>,
    /// Read values of parameters from a JSON file
    #[arg(long = "parameters", value_name = "FILE")]
    pub parameter_files: Vec<PathBuf>,
    /// The account that this is deployed to
    #[arg(long, value_name = "ID", value_parser = account)]
    pub account: Option<String>,
    /// The Region that this is deployed to
    #[arg(long, value_name = "NAME", value_parser = region)]
    pub region: Option<String>,
    /// The partition: aws, aws-cn, aws-us-gov
    #[arg(long, value_name = "NAME", value_parser = partition)]
    pub partition: Option<String>,
    /// The least severity that fails the run
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY")]
    pub fail_on: Severity,
    /// Run these rules only
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Do not fail because something could not be read
    #[arg(long)]
    pub allow_incomplete: bool,
    /// Do not honour .gitignore
    #[arg(long)]
    pub no_ignore: bool,
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Color,
    /// Print no summary
    #[arg(short, long)]
    pub quiet: bool,
    /// Say which root modules were checked
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Findings with the lines of source they rest on
    Full,
    /// One line a finding
    Concise,
    /// The report, version 1
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TraceFormat {
    /// A tree for terminals
    Tree,
    /// A Mermaid flowchart
    Mermaid,
    /// The report, version 1
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Severity {
    Error,
    Warning,
    Info,
}

impl From<Severity> for model::Severity {
    fn from(severity: Severity) -> model::Severity {
        match severity {
            Severity::Error => model::Severity::Error,
            Severity::Warning => model::Severity::Warning,
            Severity::Info => model::Severity::Info,
        }
    }
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE".to_owned()),
    }
}

fn account(text: &str) -> Result<String, String> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    match digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(digits),
        false => Err("an account ID has twelve digits".to_owned()),
    }
}

fn region(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.split_last() {
        Some((number, words))
            if words.len() >= 2 && words.iter().all(is_word) && number.parse::<u8>().is_ok() =>
        {
            Ok(text.to_owned())
        }
        _ => Err("a Region looks like eu-central-1".to_owned()),
    }
}

fn partition(text: &str) -> Result<String, String> {
    match text.split('-').next() == Some("aws") && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
        true => Ok(text.to_owned()),
        false => Err("a partition is aws, aws-cn, aws-us-gov or the like".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn values_are_checked() {
        assert_eq!(assignment("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert!(assignment("a").is_err() && assignment("=b").is_err());
        assert_eq!(account("1234-5678-9012"), Ok("123456789012".to_owned()));
        assert!(account("12345").is_err() && account("12345678901x").is_err());
        for good in ["eu-central-1", "us-gov-west-1", "us-iso-east-1"] {
            assert_eq!(region(good), Ok(good.to_owned()));
        }
        for bad in ["", "eu", "eu-1", "EU-central-1", "eu--1", "eu-central-1a"] {
            assert!(region(bad).is_err(), "{bad}");
        }
        assert!(partition("aws-cn").is_ok() && partition("azure").is_err());
    }
}
