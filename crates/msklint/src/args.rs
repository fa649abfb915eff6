//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use engine::allow::Tool;
use engine::given::{account, partition, region};
use engine::readers::{input, model};
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
    /// Lint Terraform configurations, CloudFormation templates and what AWS says of an account
    #[command(after_help = EXIT_CODES)]
    Check {
        /// How to print what was found, or `FORMAT=FILE`; may be given several times
        #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = format)]
        formats: Vec<Output>,
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
    /// Write down the present findings, for `check --baseline`
    Baseline {
        /// The file to write
        #[arg(long, short, value_name = "FILE", default_value = crate::baseline::NAME)]
        output: PathBuf,
        /// Take what has gone out of the file, and nothing new into it
        #[arg(long)]
        prune: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Show what CloudTrail logs say of MSK and of the way of its logs
    #[command(after_help = crate::events::EXIT_CODES)]
    Events(crate::events::Options),
    /// Print the page of a rule
    Explain { rule: String },
    /// List all rules
    Rules {
        #[arg(long, value_enum, default_value = "text")]
        format: RulesFormat,
    },
    /// Show the configuration in effect, or the schema of `msklint.toml`
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Print completions for a shell
    Completions { shell: Shell },
    /// Print the manual page
    Man,
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the JSON schema of `msklint.toml`
    Schema,
    /// Print the settings in effect, and where each came from
    Show {
        #[command(flatten)]
        common: Box<Common>,
    },
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
    /// What the policies are that are named as files: that of a log bucket's key, that of a log
    /// bucket, or one of whoever deploys Amazon MSK
    #[arg(long, value_enum, value_name = "KIND")]
    pub policy_kind: Option<PolicyKind>,
    /// The least severity that fails the run [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<Severity>,
    /// Run these rules only
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Show only findings that this file does not know
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Do not fail because something could not be read
    #[arg(long)]
    pub allow_incomplete: bool,
    /// Read this configuration in place of every `msklint.toml`
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Take no account of the exceptions in comments
    #[arg(long)]
    pub no_allow: bool,
    /// Honour the exceptions of other tools: checkov, trivy, tfsec, kics, tflint, cfn-lint
    #[arg(long, value_name = "TOOL", value_delimiter = ',', value_parser = tool)]
    pub honour: Vec<Tool>,
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
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML
    Junit,
    /// GitLab code quality
    Gitlab,
    /// Annotations of GitHub Actions; the whole goes into the summary of the step
    Github,
    /// reviewdog's diagnostics, one a line
    Rdjsonl,
    /// Checkstyle XML
    Checkstyle,
    /// A report for a pull request
    Markdown,
    /// A page with pictures
    Html,
    /// For a custom policy check of Atlantis
    Atlantis,
}

/// A format, and the file that it goes into; without one, standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    pub format: CheckFormat,
    pub file: Option<PathBuf>,
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
pub enum PolicyKind {
    Key,
    Bucket,
    Identity,
}

impl From<PolicyKind> for input::PolicyKind {
    fn from(kind: PolicyKind) -> input::PolicyKind {
        match kind {
            PolicyKind::Key => input::PolicyKind::Key,
            PolicyKind::Bucket => input::PolicyKind::Bucket,
            PolicyKind::Identity => input::PolicyKind::Identity,
        }
    }
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

/// `sarif`, or `sarif=FILE`.
pub fn format(text: &str) -> Result<Output, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("the name of the file is missing behind `=`".to_owned()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let format = CheckFormat::from_str(name, true).map_err(|_| {
        let names = CheckFormat::value_variants()
            .iter()
            .filter_map(|it| Some(it.to_possible_value()?.get_name().to_owned()));
        format!("there are {}", names.collect::<Vec<_>>().join(", "))
    })?;
    Ok(Output { format, file })
}

fn tool(text: &str) -> Result<Tool, String> {
    let known = Tool::ALL.iter().find(|tool| tool.word() == text);
    known.copied().ok_or_else(|| format!("msklint knows {}", Tool::ALL.map(Tool::word).join(", ")))
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE".to_owned()),
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
    }
}
