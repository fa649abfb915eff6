//! What was written, and what is true of it.

use crate::truth::Truth;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// One way to break a delivery path, and the rule that says so.
#[derive(Debug)]
pub struct Way {
    pub words: &'static str,
    pub destination: &'static str,
    pub rule: &'static str,
}

pub const fn way(words: &'static str, destination: &'static str, rule: &'static str) -> Way {
    Way { words, destination, rule }
}

#[derive(Debug, Default)]
pub struct Written {
    pub files: usize,
    pub bytes: usize,
    pub truths: Vec<Truth>,
}

impl Written {
    /// In how many ways paths are broken.
    pub fn ways(&self) -> usize {
        let broken = self.truths.iter().filter(|truth| truth.is_broken());
        broken.map(|truth| truth.way).collect::<BTreeSet<_>>().len()
    }

    pub fn file(&mut self, folder: &Path, name: &str, text: &str) -> io::Result<()> {
        self.files += 1;
        self.bytes += text.len();
        std::fs::write(folder.join(name), text)
    }

    /// All three destinations of the folder are on: `good` where nothing breaks them. The rules `beside`
    /// find something in any case.
    pub fn truth(
        &mut self,
        module: &str,
        way: Option<&Way>,
        good: &[(&'static str, &'static str); 3],
        beside: &[&'static str],
    ) {
        let verdict = |(destination, good): &(&'static str, &'static str)| {
            let is_broken = way.is_some_and(|way| way.destination == *destination);
            (*destination, if is_broken { "broken" } else { *good })
        };
        self.truths.push(Truth {
            module: module.to_owned(),
            verdicts: good.iter().map(verdict).collect::<BTreeMap<_, _>>(),
            rules: way.map(|way| way.rule).into_iter().chain(beside.iter().copied()).collect(),
            way: way.map_or("right", |way| way.words),
        });
    }
}
