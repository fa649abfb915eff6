//! The one door: texts and settings in, report out. Finds the root modules, evaluates each under
//! the answers that matter, asks the rules, and sorts. Touches no file, no clock and no environment.

mod accounts;
pub mod allow;
mod brief;
mod constructs;
mod date;
mod discover;
mod entry;
mod exchange;
mod explore;
pub mod external;
pub mod given;
mod hints;
mod levels;
mod lines;
mod memory;
mod merge;
mod outcome;
mod plan;
pub mod report;
mod selection;
pub mod timeline;
mod tree;
mod unit;

pub use accounts::Accounts;
pub use date::Date;
pub use discover::{
    Content, Language, Seen, Unit, discover, is_code, is_variables, look, unseen_folders, unseen_templates,
    with_remote_modules,
};
pub use levels::{Level, Levels};
pub use lines::Lines;
pub use memory::Memory;
pub use merge::{Checked, merge};
pub use selection::{UnknownRule, find, nearest, select};
pub use unit::{UnitReport, check_unit};
pub use {readers, rules};

use rules::Rule;
use std::sync::Arc;

/// What the user said: about the configuration, and about what to look at.
#[derive(Clone, Debug)]
pub struct Settings {
    pub inputs: readers::input::Settings,
    pub rules: Vec<&'static Rule>,
    pub levels: Levels,
    pub allow: allow::Policy,
    /// What exists outside of the code.
    pub external: Option<Arc<readers::aws::Account>>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            inputs: Default::default(),
            rules: rules::ALL.to_vec(),
            levels: Levels::default(),
            allow: Default::default(),
            external: None,
        }
    }
}

/// Checks texts by path, all of them at once. The working directory counts as named.
pub fn check(texts: impl IntoIterator<Item = (String, Arc<str>)>, settings: &Settings) -> Checked {
    check_named(texts, &[".".to_owned()], settings)
}

/// Checks texts by path, of which the user named some files, or folders that they lie in.
pub fn check_named(
    texts: impl IntoIterator<Item = (String, Arc<str>)>,
    named: &[String],
    settings: &Settings,
) -> Checked {
    let texts = Memory::new(texts);
    let seen: Vec<Seen> =
        texts.iter().filter_map(|(path, text)| look(path.to_owned(), text.as_bytes())).collect();
    let units = discover(&seen, named);
    let accounts = Accounts::open(&units, &texts, settings);
    let wanted = units.iter().filter(|unit| unit.matters);
    let reports = wanted.map(|unit| check_unit(unit, &accounts, &texts, settings));
    merge(reports.collect(), &seen, Vec::new(), settings)
}

#[cfg(test)]
mod scenario_tests;
