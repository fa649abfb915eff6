//! What is true of a folder of which all destinations are on.

use crate::truth::{Truth, Way, Written};
use std::collections::BTreeMap;

impl Written {
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
