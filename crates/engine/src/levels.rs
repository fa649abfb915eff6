//! The severities that the user gives to rules, for everything or for some paths.

use crate::report::At;
use readers::model::Severity;
use readers::model::known::{Case, Pattern, Text};
use rules::Rule;
use std::collections::BTreeMap;

/// A rule's level: its findings have this severity, or there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Off,
    At(Severity),
}

#[derive(Clone, Debug, Default)]
pub struct Levels {
    pub everywhere: BTreeMap<&'static str, Level>,
    /// For files whose path a pattern covers; the last that speaks of a rule counts. `*` stands for
    /// any characters, `/` among them.
    pub overrides: Vec<(Vec<Pattern>, BTreeMap<&'static str, Level>)>,
}

impl Levels {
    pub fn level(&self, rule: &str, at: Option<&At>) -> Option<Level> {
        let covers = |patterns: &[Pattern]| {
            at.is_some_and(|at| {
                let path = Text::literal(at.path.as_str());
                patterns.iter().any(|pattern| pattern.matches(&path, Case::Sensitive).is_yes())
            })
        };
        let special = self.overrides.iter().rev().find_map(|(patterns, levels)| {
            let level = levels.get(rule)?;
            covers(patterns).then_some(*level)
        });
        special.or_else(|| self.everywhere.get(rule).copied())
    }

    /// The severity that is given to a rule, where it is not off.
    pub fn of(&self, rule: &Rule, at: Option<&At>) -> Option<Severity> {
        match self.level(rule.name, at) {
            Some(Level::At(severity)) => Some(severity),
            Some(Level::Off) | None => None,
        }
    }
}
