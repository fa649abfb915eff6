//! What holds for a run: the command line over the configuration file over what msklint does by
//! itself.

use crate::args::Common;
use crate::config::{Choice, Config, Configs, ExternalKind, Policy};
use crate::disk;
use crate::gather::name;
use crate::parameters;
use crate::run::Usage;
use engine::external::{self, External};
use engine::readers::aws::Account;
use engine::readers::input;
use engine::readers::model::Severity;
use engine::readers::model::known::{Pattern, Text};
use engine::readers::path::{join, parent};
use engine::{Date, Level, Settings, Unit};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Settings for each root module, and what fails the run.
pub struct Scopes {
    configs: Configs,
    command_line: Settings,
    made: BTreeMap<String, Arc<Settings>>,
    fail_on: Vec<Severity>,
    common_fail_on: Option<Severity>,
    selected: Vec<String>,
}

impl Scopes {
    pub fn new(common: &Common) -> Result<Scopes, Usage> {
        Ok(Scopes {
            configs: Configs::new(common.config.as_deref()).map_err(Usage)?,
            command_line: command_line(common)?,
            made: BTreeMap::new(),
            fail_on: Vec::new(),
            common_fail_on: common.fail_on.map(Severity::from),
            selected: common.select.clone(),
        })
    }

    /// For a folder, as the user sees it.
    pub fn of(&mut self, folder: &Path) -> Result<Arc<Settings>, Usage> {
        let config = self.configs.of(folder);
        self.configs.check().map_err(Usage)?;
        let key = config.as_ref().map(|config| config.path.clone()).unwrap_or_default();
        if let Some(made) = self.made.get(&key) {
            return Ok(made.clone());
        }
        let settings = Arc::new(match &config {
            Some(config) => configured(&self.command_line, config, &self.selected)?,
            None => self.command_line.clone(),
        });
        self.fail_on.extend(config.and_then(|config| config.fail_on));
        self.made.insert(key, settings.clone());
        Ok(settings)
    }

    /// For a root module or template.
    pub fn of_unit(&mut self, unit: &Unit) -> Result<Arc<Settings>, Usage> {
        let path = PathBuf::from(&unit.path);
        if path.is_dir() { self.of(&path) } else { self.of(path.parent().unwrap_or(Path::new("."))) }
    }

    /// The command line says what fails, or the strictest of the files.
    pub fn fail_on(&self) -> Severity {
        let strictest = || self.fail_on.iter().copied().min();
        self.common_fail_on.or_else(strictest).unwrap_or(Severity::Error)
    }
}

/// The file that holds for what the user named first.
pub fn config_of(common: &Common) -> Result<Option<Arc<Config>>, Usage> {
    let mut configs = Configs::new(common.config.as_deref()).map_err(Usage)?;
    let first = common.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let folder = if first.is_dir() { first } else { first.parent().unwrap_or(Path::new(".")) };
    let config = configs.of(folder);
    configs.check().map_err(Usage)?;
    Ok(config)
}

fn command_line(common: &Common) -> Result<Settings, Usage> {
    let rules = engine::select(&common.select, &common.ignore).map_err(|error| Usage(error.to_string()))?;
    let mut variable_files = Vec::new();
    for path in &common.variable_files {
        let text = disk::read(path).map_err(|message| Usage(format!("{}: {message}", path.display())))?;
        variable_files.push((name(path), Arc::from(text)));
    }
    let variable = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.to_str()?.strip_prefix("TF_VAR_")?.to_owned(), value.into_string().ok()?))
    };
    let mut environment: Vec<(String, String)> = std::env::vars_os().filter_map(variable).collect();
    environment.sort();
    let inputs = input::Settings {
        variables: common.variables.clone(),
        variable_files,
        environment,
        parameters: parameters(common)?,
        account: common.account.clone(),
        region: common.region.clone(),
        partition: common.partition.clone(),
        policy_kind: common.policy_kind.map(Into::into),
    };
    let mut settings = Settings { inputs, rules, ..Settings::default() };
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    settings.allow.today = now.ok().and_then(|now| Date::of_seconds(now.as_secs()));
    settings.allow.ignored = common.no_allow;
    settings.allow.honoured.clone_from(&common.honour);
    Ok(settings)
}

/// Those of files first: what is said on the command line itself counts more.
fn parameters(common: &Common) -> Result<Vec<(String, String)>, Usage> {
    let mut parameters = Vec::new();
    for path in &common.parameter_files {
        let wrong = |message: String| Usage(format!("{}: {message}", path.display()));
        let text = disk::read(path).map_err(wrong)?;
        parameters.extend(parameters::of_file(&text).map_err(wrong)?);
    }
    parameters.extend(common.parameters.iter().cloned());
    Ok(parameters)
}

/// The settings of the command line with those of a file where it says nothing.
fn configured(command_line: &Settings, config: &Config, selected: &[String]) -> Result<Settings, Usage> {
    let mut settings = command_line.clone();
    let inputs = &mut settings.inputs;
    inputs.account = inputs.account.take().or_else(|| config.account.clone());
    inputs.region = inputs.region.take().or_else(|| config.region.clone());
    inputs.partition = inputs.partition.take().or_else(|| config.partition.clone());
    // Of several the last one counts.
    inputs.variables.splice(0..0, config.variables.iter().cloned());
    inputs.parameters.splice(0..0, config.parameters.iter().cloned());
    settings.allow.needs_reason = config.require_reasons.unwrap_or(false);
    if settings.allow.honoured.is_empty() {
        settings.allow.honoured = config.honour.clone().unwrap_or_default();
    }
    for (rule, choice) in &config.rules {
        match choice {
            Choice::On => {}
            // Whoever names a rule on the command line wants to see it.
            Choice::Level(Level::Off) if selected.iter().any(|name| name == rule.name) => {}
            Choice::Level(Level::Off) => settings.rules.retain(|other| other.name != rule.name),
            Choice::Level(level) => {
                settings.levels.everywhere.insert(rule.name, *level);
            }
        }
    }
    let folder = parent(&config.path);
    settings.external = external(config, &folder, &settings.inputs)?;
    for one in &config.overrides {
        let pattern = |path: &String| Pattern::new(&Text::literal(join(&folder, path)));
        let level = |(rule, choice): &(&'static engine::rules::Rule, Choice)| match choice {
            Choice::On => (rule.name, Level::At(rule.severity)),
            Choice::Level(level) => (rule.name, *level),
        };
        let patterns = one.paths.iter().map(pattern).collect();
        settings.levels.overrides.push((patterns, one.rules.iter().map(level).collect()));
    }
    Ok(settings)
}

/// Policies of external resources, read from the files that the configuration names.
fn external(config: &Config, folder: &str, inputs: &input::Settings) -> Result<Option<Arc<Account>>, Usage> {
    let mut resources = Vec::new();
    for one in &config.external {
        let name = one.name.clone();
        resources.push(match (&one.policy, one.kind) {
            (Policy::Trusted, ExternalKind::Bucket) => {
                External::TrustedBucket { bucket: name, path: config.path.clone() }
            }
            (Policy::Trusted, ExternalKind::Key) => {
                External::TrustedKey { key: name, path: config.path.clone() }
            }
            (Policy::File(file), kind) => {
                let path = join(folder, file);
                let text = disk::read(Path::new(&path))
                    .map_err(|message| Usage(format!("{path}, which {} names: {message}", config.path)))?;
                match kind {
                    ExternalKind::Bucket => External::BucketPolicy { bucket: name, path, text: text.into() },
                    ExternalKind::Key => External::KeyPolicy { key: name, path, text: text.into() },
                }
            }
        });
    }
    let account = external::external(&resources, inputs);
    let wrong = account.iter().flat_map(|account| account.problems()).next();
    match wrong {
        Some(problem) => {
            Err(Usage(format!("{}, which {} names: {}", problem.path, config.path, problem.message)))
        }
        None => Ok(account),
    }
}
