//! The settings in effect, as a configuration file would say them, with where each came from.

use super::Config;
use crate::args::Common;
use engine::readers::model::Severity;
use std::io::{self, Write};

/// `config` is the file that holds for the folder, if there is one.
pub fn show(common: &Common, config: Option<&Config>, out: &mut dyn Write) -> io::Result<()> {
    let file = config.map_or("", |config| config.path.as_str());
    let mut line = |text: String, origin: &str| writeln!(out, "{text:<52} # {origin}");
    let origin = |given: bool, configured: bool, option: &'static str| match (given, configured) {
        (true, _) => option.to_owned(),
        (false, true) => file.to_owned(),
        (false, false) => "default".to_owned(),
    };
    let fail_on = common.fail_on.map(Severity::from).or(config.and_then(|config| config.fail_on));
    line(
        format!("fail-on = {:?}", fail_on.unwrap_or(Severity::Error).word()),
        &origin(common.fail_on.is_some(), config.is_some_and(|it| it.fail_on.is_some()), "--fail-on"),
    )?;
    let scopes = [
        ("account", &common.account, config.and_then(|it| it.account.as_ref()), "--account"),
        ("region", &common.region, config.and_then(|it| it.region.as_ref()), "--region"),
        ("partition", &common.partition, config.and_then(|it| it.partition.as_ref()), "--partition"),
    ];
    for (name, given, configured, option) in scopes {
        match given.as_ref().or(configured) {
            Some(value) => {
                line(format!("{name} = {value:?}"), &origin(given.is_some(), configured.is_some(), option))?
            }
            None => line(format!("# {name} is not set"), "default")?,
        }
    }
    let reasons = config.and_then(|it| it.require_reasons);
    line(format!("require-reasons = {}", reasons.unwrap_or(false)), &origin(false, reasons.is_some(), ""))?;
    let honour = config.and_then(|it| it.honour.as_ref());
    let tools = if common.honour.is_empty() { honour } else { Some(&common.honour) };
    let tools: Vec<&str> = tools.into_iter().flatten().map(|tool| tool.word()).collect();
    line(format!("honour = {tools:?}"), &origin(!common.honour.is_empty(), honour.is_some(), "--honour"))?;
    lists(common, config, file, out)
}

fn lists(common: &Common, config: Option<&Config>, file: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut table = |name: &str, lines: Vec<(String, &str)>| -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n[{name}]")?;
        lines.into_iter().try_for_each(|(text, origin)| writeln!(out, "{text:<52} # {origin}"))
    };
    let mut rules: Vec<(String, &str)> = Vec::new();
    for (rule, choice) in config.iter().flat_map(|it| &it.rules) {
        rules.push((format!("{} = {:?}", rule.name, choice.word()), file));
    }
    rules.extend(common.select.iter().map(|name| (format!("{name} = \"on\""), "--select")));
    rules.extend(common.ignore.iter().map(|name| (format!("{name} = \"off\""), "--ignore")));
    table("rules", rules)?;
    let values =
        |configured: Option<&Vec<(String, String)>>, given: &[(String, String)], option: &'static str| {
            let written = |(name, value): &(String, String)| format!("{name} = {value:?}");
            let mut lines: Vec<(String, &str)> =
                configured.into_iter().flatten().map(|it| (written(it), file)).collect();
            lines.extend(given.iter().map(|it| (written(it), option)));
            lines
        };
    table("variables", values(config.map(|it| &it.variables), &common.variables, "--var"))?;
    table("parameters", values(config.map(|it| &it.parameters), &common.parameters, "--parameter"))?;
    for one in config.iter().flat_map(|it| &it.overrides) {
        let mut lines = vec![(format!("paths = {:?}", one.paths), file)];
        lines.extend(
            one.rules
                .iter()
                .map(|(rule, choice)| (format!("rules.{} = {:?}", rule.name, choice.word()), file)),
        );
        table("[override]", lines)?;
    }
    let external = config.iter().flat_map(|it| &it.external).map(|it| {
        let kind = match it.kind {
            super::ExternalKind::Bucket => "buckets",
            super::ExternalKind::Key => "keys",
        };
        let policy = match &it.policy {
            super::Policy::Trusted => "trusted = true".to_owned(),
            super::Policy::File(path) => format!("policy = {path:?}"),
        };
        (format!("{kind}.{:?} = {{ {policy} }}", it.name), file)
    });
    table("external", external.collect())
}
