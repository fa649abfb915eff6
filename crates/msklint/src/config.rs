//! `msklint.toml`: what a repository says once for all of its runs.

mod find;
mod read;
mod schema;
mod show;

pub use find::Configs;
pub use schema::schema;
pub use show::show;

use engine::allow::Tool;
use engine::readers::model::Severity;
use engine::{Level, rules::Rule};

/// What the file is called.
pub const NAME: &str = "msklint.toml";

/// One configuration file. What it leaves out is `None` or empty.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// As it is shown to the user.
    pub path: String,
    pub fail_on: Option<Severity>,
    pub account: Option<String>,
    pub region: Option<String>,
    pub partition: Option<String>,
    pub require_reasons: Option<bool>,
    pub honour: Option<Vec<Tool>>,
    /// In the order of the file.
    pub rules: Vec<(&'static Rule, Choice)>,
    pub variables: Vec<(String, String)>,
    pub parameters: Vec<(String, String)>,
    pub overrides: Vec<Override>,
    pub external: Vec<External>,
}

/// What is said of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// With its own severity.
    On,
    Level(Level),
}

#[derive(Clone, Debug)]
pub struct Override {
    /// Relative to the folder of the configuration file.
    pub paths: Vec<String>,
    pub rules: Vec<(&'static Rule, Choice)>,
}

/// A bucket or key that another configuration or team owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    pub kind: ExternalKind,
    /// A bucket's name, a key's ARN.
    pub name: String,
    pub policy: Policy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExternalKind {
    Bucket,
    Key,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Policy {
    /// It is taken for granted that it admits log delivery.
    Trusted,
    /// This file holds it; relative to the folder of the configuration file.
    File(String),
}

/// A key of the file: its name, what it takes, and what it is for.
struct Key {
    name: &'static str,
    takes: Takes,
    about: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Severity,
    Text,
    Truth,
    Tools,
    Rules,
    Values,
    Overrides,
    External,
}

/// All keys at the top of the file.
const KEYS: &[Key] = &[
    Key { name: "account", takes: Takes::Text, about: "The account that this is deployed to: twelve digits" },
    Key {
        name: "external",
        takes: Takes::External,
        about: "Buckets and keys that exist outside of the code",
    },
    Key { name: "fail-on", takes: Takes::Severity, about: "The least severity that fails the run" },
    Key {
        name: "honour",
        takes: Takes::Tools,
        about: "Tools whose exceptions for MSK logging count as well",
    },
    Key {
        name: "override",
        takes: Takes::Overrides,
        about: "Other levels of rules for files whose path a pattern covers",
    },
    Key { name: "parameters", takes: Takes::Values, about: "Values of CloudFormation parameters" },
    Key { name: "partition", takes: Takes::Text, about: "The partition: aws, aws-cn, aws-us-gov" },
    Key { name: "region", takes: Takes::Text, about: "The Region that this is deployed to" },
    Key {
        name: "require-reasons",
        takes: Takes::Truth,
        about: "Whether an exception counts only with a reason",
    },
    Key {
        name: "rules",
        takes: Takes::Rules,
        about: "Rules by name: off, on, or the severity of their findings",
    },
    Key { name: "variables", takes: Takes::Values, about: "Values of Terraform variables" },
];

/// The words for the level of a rule.
const CHOICES: [(&str, Choice); 5] = [
    ("off", Choice::Level(Level::Off)),
    ("on", Choice::On),
    ("info", Choice::Level(Level::At(Severity::Info))),
    ("warning", Choice::Level(Level::At(Severity::Warning))),
    ("error", Choice::Level(Level::At(Severity::Error))),
];

impl Choice {
    fn word(self) -> &'static str {
        CHOICES.iter().find(|(_, choice)| *choice == self).map_or("", |(word, _)| word)
    }
}
