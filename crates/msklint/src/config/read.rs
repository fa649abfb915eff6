//! Reads the text of a configuration file. Every mistake is told with its place, all of them at once.

use super::{CHOICES, Choice, Config, External, ExternalKind, KEYS, Key, Override, Policy, Takes};
use engine::allow::Tool;
use engine::readers::model::Severity;
use engine::rules::Rule;
use engine::{Lines, given, nearest};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'t> = Spanned<DeValue<'t>>;

/// The configuration in `text`, or what is wrong with it, a line each: `msklint.toml:3:1: …`.
pub fn read(path: &str, text: &str) -> Result<Config, Vec<String>> {
    let mut reader = Reader { path, text, flaws: Vec::new() };
    let mut config = Config { path: path.to_owned(), ..Config::default() };
    match DeTable::parse(text) {
        Ok(table) => {
            for (key, value) in table.get_ref() {
                reader.key(&mut config, key.get_ref(), key.span(), value);
            }
        }
        Err(error) => {
            let message = error.message().lines().next().unwrap_or("this is no TOML").to_owned();
            reader.flaw(error.span().unwrap_or(0..0), message);
        }
    }
    if reader.flaws.is_empty() { Ok(config) } else { Err(reader.flaws) }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    flaws: Vec<String>,
}

impl Reader<'_> {
    fn flaw(&mut self, at: Range<usize>, message: impl std::fmt::Display) {
        let (line, column) = Lines::new(self.text).position(self.text, at.start);
        self.flaws.push(format!("{}:{line}:{column}: {message}", self.path));
    }

    /// The name is none of those that are known.
    fn unknown(&mut self, at: Range<usize>, what: &str, name: &str, known: &[&'static str]) {
        match nearest(name, known.iter().copied()) {
            Some(meant) => self.flaw(at, format!("there is no {what} `{name}`; did you mean `{meant}`?")),
            None => self.flaw(at, format!("there is no {what} `{name}`; there are {}", listed(known))),
        }
    }

    fn key(&mut self, config: &mut Config, name: &str, at: Range<usize>, value: &Value<'_>) {
        let Some(key) = KEYS.iter().find(|key| key.name == name) else {
            let names: Vec<&'static str> = KEYS.iter().map(|key| key.name).collect();
            return self.unknown(at, "setting", name, &names);
        };
        match key.takes {
            Takes::Severity => config.fail_on = self.severity(value),
            Takes::Text => self.scope(config, key, value),
            Takes::Truth => match value.get_ref() {
                DeValue::Boolean(truth) => config.require_reasons = Some(*truth),
                _ => self.flaw(value.span(), format!("`{name}` is true or false")),
            },
            Takes::Tools => config.honour = self.tools(name, value),
            Takes::Rules => config.rules = self.rules(name, value),
            Takes::Values if name == "variables" => config.variables = self.values(name, value),
            Takes::Values => config.parameters = self.values(name, value),
            Takes::Overrides => config.overrides = self.overrides(value),
            Takes::External => config.external = self.external(value),
        }
    }

    fn string<'v>(&mut self, name: &str, value: &'v Value<'_>) -> Option<&'v str> {
        match value.get_ref() {
            DeValue::String(text) => Some(text),
            _ => {
                self.flaw(value.span(), format!("`{name}` is a string"));
                None
            }
        }
    }

    fn severity(&mut self, value: &Value<'_>) -> Option<Severity> {
        let word = self.string("fail-on", value)?;
        let known = [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];
        let found = known.iter().find(|(name, _)| *name == word);
        if found.is_none() {
            self.unknown(value.span(), "severity", word, &known.map(|(name, _)| name));
        }
        found.map(|(_, severity)| *severity)
    }

    /// Account, Region and partition, with the checks of the command line.
    fn scope(&mut self, config: &mut Config, key: &Key, value: &Value<'_>) {
        let Some(text) = self.string(key.name, value) else { return };
        let (checked, place) = match key.name {
            "account" => (given::account(text), &mut config.account),
            "region" => (given::region(text), &mut config.region),
            _ => (given::partition(text), &mut config.partition),
        };
        match checked {
            Ok(text) => *place = Some(text),
            Err(message) => self.flaw(value.span(), format!("`{}`: {message}", key.name)),
        }
    }

    fn list<'v, 't>(&mut self, name: &str, value: &'v Value<'t>) -> Option<&'v [Value<'t>]> {
        match value.get_ref() {
            DeValue::Array(items) => Some(items),
            _ => {
                self.flaw(value.span(), format!("`{name}` is a list"));
                None
            }
        }
    }

    fn table<'v, 't>(&mut self, name: &str, value: &'v Value<'t>) -> Option<&'v DeTable<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.flaw(value.span(), format!("`{name}` is a table"));
                None
            }
        }
    }

    fn tools(&mut self, name: &str, value: &Value<'_>) -> Option<Vec<Tool>> {
        let mut tools = Vec::new();
        for item in self.list(name, value)? {
            let Some(word) = self.string("a tool", item) else { continue };
            match Tool::ALL.iter().find(|tool| tool.word() == word) {
                Some(tool) => tools.push(*tool),
                None => self.unknown(item.span(), "tool", word, &Tool::ALL.map(Tool::word)),
            }
        }
        Some(tools)
    }

    fn rules(&mut self, name: &str, value: &Value<'_>) -> Vec<(&'static Rule, Choice)> {
        let mut rules = Vec::new();
        for (key, value) in self.table(name, value).into_iter().flatten() {
            let rule = match engine::find(key.get_ref()) {
                Ok(rule) => rule,
                Err(unknown) => {
                    self.flaw(key.span(), unknown);
                    continue;
                }
            };
            let Some(word) = self.string(rule.name, value) else { continue };
            match CHOICES.iter().find(|(known, _)| *known == word) {
                Some((_, choice)) => rules.push((rule, *choice)),
                None => self.unknown(value.span(), "level", word, &CHOICES.map(|(known, _)| known)),
            }
        }
        rules
    }

    /// What `--var` and `--parameter` would be given.
    fn values(&mut self, name: &str, value: &Value<'_>) -> Vec<(String, String)> {
        let mut values = Vec::new();
        for (key, value) in self.table(name, value).into_iter().flatten() {
            match plain(value.get_ref(), 0) {
                Some(text) => values.push((key.get_ref().to_string(), text)),
                None => self.flaw(
                    value.span(),
                    format!("`{}` has a value of a kind that cannot be given", key.get_ref()),
                ),
            }
        }
        values
    }

    fn overrides(&mut self, value: &Value<'_>) -> Vec<Override> {
        let mut overrides = Vec::new();
        for item in self.list("override", value).into_iter().flatten() {
            let mut one = Override { paths: Vec::new(), rules: Vec::new() };
            for (key, value) in self.table("override", item).into_iter().flatten() {
                match key.get_ref().as_ref() {
                    "paths" => {
                        for path in self.list("paths", value).into_iter().flatten() {
                            one.paths.extend(self.string("a path", path).map(str::to_owned));
                        }
                    }
                    "rules" => one.rules = self.rules("rules", value),
                    name => self.unknown(key.span(), "setting of an override", name, &["paths", "rules"]),
                }
            }
            if one.paths.is_empty() {
                self.flaw(item.span(), "an override needs `paths`, the patterns of the files that it is for");
            }
            overrides.push(one);
        }
        overrides
    }

    fn external(&mut self, value: &Value<'_>) -> Vec<External> {
        let mut found = Vec::new();
        for (key, value) in self.table("external", value).into_iter().flatten() {
            let kind = match key.get_ref().as_ref() {
                "buckets" => ExternalKind::Bucket,
                "keys" => ExternalKind::Key,
                name => {
                    self.unknown(key.span(), "kind of external resource", name, &["buckets", "keys"]);
                    continue;
                }
            };
            for (name, value) in self.table(key.get_ref(), value).into_iter().flatten() {
                let policy = self.external_policy(name.get_ref(), value);
                found.extend(policy.map(|policy| External {
                    kind,
                    name: name.get_ref().to_string(),
                    policy,
                }));
            }
        }
        found
    }

    fn external_policy(&mut self, of: &str, value: &Value<'_>) -> Option<Policy> {
        let mut policy = None;
        for (key, value) in self.table(of, value)? {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("policy", DeValue::String(file)) => policy = Some(Policy::File(file.to_string())),
                ("trusted", DeValue::Boolean(true)) => policy = policy.or(Some(Policy::Trusted)),
                ("trusted", DeValue::Boolean(false)) => {}
                ("policy", _) => self.flaw(value.span(), "`policy` is the path of a file"),
                ("trusted", _) => self.flaw(value.span(), "`trusted` is true or false"),
                (name, _) => {
                    self.unknown(key.span(), "setting of an external resource", name, &["policy", "trusted"])
                }
            }
        }
        if policy.is_none() {
            self.flaw(value.span(), format!("`{of}` needs a `policy` or `trusted = true`"));
        }
        policy
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A string as it is, everything else as JSON, which HCL takes as well.
fn plain(value: &DeValue<'_>, depth: usize) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        value => json(value, depth).map(|value| value.to_string()),
    }
}

fn json(value: &DeValue<'_>, depth: usize) -> Option<serde_json::Value> {
    if depth > 64 {
        return None;
    }
    Some(match value {
        DeValue::String(text) => text.as_ref().into(),
        DeValue::Boolean(value) => (*value).into(),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok()?.into(),
        DeValue::Float(number) => serde_json::Number::from_f64(number.as_str().parse().ok()?)?.into(),
        DeValue::Datetime(_) => return None,
        DeValue::Array(items) => {
            items.iter().map(|item| json(item.get_ref(), depth + 1)).collect::<Option<Vec<_>>>()?.into()
        }
        DeValue::Table(table) => {
            let member = |(key, value): (&Spanned<_>, &Value<'_>)| {
                let key: &std::borrow::Cow<'_, str> = key.get_ref();
                Some((key.to_string(), json(value.get_ref(), depth + 1)?))
            };
            serde_json::Value::Object(table.iter().map(member).collect::<Option<_>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaws(text: &str, expected: &[&str]) {
        assert_eq!(read("msklint.toml", text).map(|_| ()).unwrap_err(), expected, "{text}");
    }

    #[test]
    fn a_whole_file() {
        let config = read(
            "msklint.toml",
            "fail-on = \"warning\"\naccount = \"123456789012\"\nregion = \"eu-west-1\"\nrequire-reasons = true\nhonour = [\"checkov\", \"trivy\"]\n\n[rules]\nserverless-logs = \"off\"\nbroker-logs-off = \"error\"\n\n[variables]\nname = \"x\"\ncount = 3\nnames = [\"a\", \"b\"]\n\n[[override]]\npaths = [\"legacy/*\"]\nrules = { broker-logs-off = \"on\" }\n\n[external.buckets]\ncentral = { policy = \"central.json\" }\nold = { trusted = true }\n",
        )
        .unwrap();
        assert_eq!(config.fail_on, Some(Severity::Warning));
        assert_eq!(config.honour, Some(vec![Tool::Checkov, Tool::Trivy]));
        let rules: Vec<String> =
            config.rules.iter().map(|(rule, choice)| format!("{} {}", rule.name, choice.word())).collect();
        assert_eq!(rules, ["broker-logs-off error", "serverless-logs off"]);
        let mut variables = config.variables.clone();
        variables.sort();
        assert_eq!(
            variables,
            [("count", "3"), ("name", "x"), ("names", "[\"a\",\"b\"]")]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
        assert_eq!(config.overrides[0].paths, ["legacy/*"]);
        assert_eq!(config.external.len(), 2);
    }

    #[test]
    fn mistakes_have_their_place_and_a_suggestion() {
        flaws(
            "failon = \"error\"\n",
            &["msklint.toml:1:1: there is no setting `failon`; did you mean `fail-on`?"],
        );
        flaws(
            "\n[rules]\nbroker-log-off = \"off\"\n",
            &["msklint.toml:3:1: there is no rule `broker-log-off`; did you mean `broker-logs-off`?"],
        );
        flaws(
            "[rules]\nbroker-logs-off = \"of\"\n",
            &["msklint.toml:2:19: there is no level `of`; did you mean `off`?"],
        );
        flaws(
            "fail-on = 3\nrequire-reasons = \"yes\"\n",
            &[
                "msklint.toml:1:11: `fail-on` is a string",
                "msklint.toml:2:19: `require-reasons` is true or false",
            ],
        );
        flaws(
            "[[override]]\nrules = {}\n",
            &["msklint.toml:1:1: an override needs `paths`, the patterns of the files that it is for"],
        );
        flaws(
            "[external.buckets]\nlogs = {}\n",
            &["msklint.toml:2:8: `logs` needs a `policy` or `trusted = true`"],
        );
        let broken = read("msklint.toml", "a = \n").unwrap_err();
        assert!(broken[0].starts_with("msklint.toml:1:"), "{broken:?}");
    }
}
