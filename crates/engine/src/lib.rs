//! The one door: texts and settings in, report out. Finds the root modules, evaluates each under
//! the answers that matter, asks the rules, and sorts. Touches no file, no clock and no environment.

mod brief;
mod discover;
mod entry;
mod explore;
mod hints;
mod lines;
mod memory;
mod merge;
mod outcome;
pub mod report;
mod selection;
mod tree;
mod unit;

pub use discover::{
    Content, Language, Seen, Unit, discover, is_code, is_variables, look, unseen_folders, unseen_templates,
    with_remote_modules,
};
pub use lines::Lines;
pub use memory::Memory;
pub use merge::{Checked, merge};
pub use selection::{UnknownRule, find, select};
pub use unit::{UnitReport, check_unit};
pub use {readers, rules};

use rules::Rule;
use std::sync::Arc;

/// What the user said: about the configuration, and about what to look at.
#[derive(Clone, Debug)]
pub struct Settings {
    pub inputs: readers::input::Settings,
    pub rules: Vec<&'static Rule>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { inputs: Default::default(), rules: rules::ALL.to_vec() }
    }
}

/// Checks texts by path, all of them at once. The working directory counts as named.
pub fn check(texts: impl IntoIterator<Item = (String, Arc<str>)>, settings: &Settings) -> Checked {
    let texts = Memory::new(texts);
    let seen: Vec<Seen> =
        texts.iter().filter_map(|(path, text)| look(path.to_owned(), text.as_bytes())).collect();
    let units = discover(&seen, &[".".to_owned()]);
    let reports = units.iter().filter(|unit| unit.matters).map(|unit| check_unit(unit, &texts, settings));
    merge(reports.collect(), &seen, Vec::new())
}

#[cfg(test)]
mod scenario_tests;
