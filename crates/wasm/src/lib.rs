//! The linter for JavaScript: collects files and settings, checks them, hands out the report as text.
//! Everything that JavaScript can do as well is done there, in `web/package`.

use engine::readers::input;
use engine::rules::ALL;
use engine::{Date, Settings, allow, given};
use std::io::{self, Write};
use std::sync::Arc;
use wasm_bindgen::prelude::wasm_bindgen;

/// Files and settings, given piece by piece.
#[wasm_bindgen]
#[derive(Clone, Debug, Default)]
pub struct Job {
    texts: Vec<(String, Arc<str>)>,
    inputs: input::Settings,
    exceptions: allow::Policy,
    selected: Vec<String>,
    ignored: Vec<String>,
}

/// A report, and what can be drawn from it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Checked(engine::Checked);

/// What is wrong with a setting reaches JavaScript as a thrown text.
type Accepted<T = ()> = Result<T, String>;

#[wasm_bindgen]
impl Job {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Job {
        Job::default()
    }

    pub fn file(&mut self, path: String, text: String) {
        self.texts.push((path, text.into()));
    }

    pub fn variable(&mut self, name: String, value: String) {
        self.inputs.variables.push((name, value));
    }

    pub fn variable_file(&mut self, path: String, text: String) {
        self.inputs.variable_files.push((path, text.into()));
    }

    pub fn parameter(&mut self, name: String, value: String) {
        self.inputs.parameters.push((name, value));
    }

    pub fn account(&mut self, text: &str) -> Accepted {
        self.inputs.account = Some(given::account(text)?);
        Ok(())
    }

    pub fn region(&mut self, text: &str) -> Accepted {
        self.inputs.region = Some(given::region(text)?);
        Ok(())
    }

    pub fn partition(&mut self, text: &str) -> Accepted {
        self.inputs.partition = Some(given::partition(text)?);
        Ok(())
    }

    /// `YYYY-MM-DD`, the day on which exceptions may have expired.
    pub fn today(&mut self, text: &str) -> Accepted {
        let day = Date::parse(text).ok_or("a day looks like 2027-01-31")?;
        self.exceptions.today = Some(day);
        Ok(())
    }

    /// Exceptions in the configuration do not count.
    pub fn no_allow(&mut self) {
        self.exceptions.ignored = true;
    }

    pub fn select(&mut self, rule: String) {
        self.selected.push(rule);
    }

    pub fn ignore(&mut self, rule: String) {
        self.ignored.push(rule);
    }

    pub fn check(self) -> Accepted<Checked> {
        let rules = engine::select(&self.selected, &self.ignored).map_err(|error| error.to_string())?;
        let settings = Settings { inputs: self.inputs, rules, allow: self.exceptions, ..Settings::default() };
        Ok(Checked(engine::check(self.texts, &settings)))
    }
}

#[wasm_bindgen]
impl Checked {
    /// The same bytes as `msklint check --format json`.
    pub fn json(&self) -> Accepted<String> {
        text(|out| report::json(&self.0.report, out))
    }

    pub fn mermaid(&self) -> Accepted<String> {
        text(|out| report::mermaid(&self.0.report, out))
    }
}

/// Every rule on three lines: its name, its severity, its summary.
#[wasm_bindgen]
pub fn rules() -> String {
    ALL.iter().flat_map(|rule| [rule.name, "\n", rule.severity.word(), "\n", rule.summary, "\n"]).collect()
}

#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Called once for each instance: a panic becomes an error of JavaScript with its message and place.
#[cfg(target_family = "wasm")]
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
}

fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Accepted<String> {
    let mut out = Vec::new();
    write(&mut out).map_err(|error| error.to_string())?;
    String::from_utf8(out).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLUSTER: &str = "resource \"aws_msk_cluster\" \"a\" {}\n";

    fn json(settings: impl FnOnce(&mut Job)) -> Accepted<String> {
        let mut job = Job::new();
        job.file("main.tf".to_owned(), CLUSTER.to_owned());
        settings(&mut job);
        job.check()?.json()
    }

    #[test]
    fn a_report_is_that_of_the_engine() {
        let checked = engine::check([("main.tf".to_owned(), CLUSTER.into())], &Settings::default());
        let mut expected = Vec::new();
        report::json(&checked.report, &mut expected).unwrap();
        assert_eq!(json(|_| ()).unwrap().into_bytes(), expected);
    }

    #[test]
    fn wrong_settings_are_refused() {
        let wrong = |words: &str, settings: fn(&mut Job) -> Accepted| {
            let mut job = Job::new();
            let said = settings(&mut job).and_then(|()| job.check().map(|_| ()));
            assert!(said.as_ref().is_err_and(|said| said.contains(words)), "{said:?}");
        };
        wrong("twelve digits", |job| job.account("12"));
        wrong("eu-central-1", |job| job.region("Frankfurt"));
        wrong("2027-01-31", |job| job.today("tomorrow"));
        wrong("aws-cn", |job| job.partition("azure"));
        wrong("did you mean `broker-logs-off`?", |job| {
            job.select("broker-log-off".to_owned());
            Ok(())
        });
    }

    #[test]
    fn settings_reach_the_engine() {
        let found = |settings: fn(&mut Job)| json(settings).unwrap().contains("broker-logs-off");
        assert!(found(|_| ()));
        assert!(!found(|job| job.ignore("broker-logs-off".to_owned())));
        assert!(!found(|job| job.select("unusable-key".to_owned())));
        assert!(found(|job| job.account("1234-5678-9012").unwrap()));
    }

    #[test]
    fn rules_are_listed_on_three_lines_each() {
        let rules = rules();
        let lines: Vec<&str> = rules.lines().collect();
        assert_eq!(lines.len(), 3 * ALL.len());
        for (lines, rule) in lines.chunks(3).zip(ALL) {
            assert_eq!(lines, [rule.name, rule.severity.word(), rule.summary]);
        }
    }
}
