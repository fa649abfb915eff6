//! Resources that the CDK wrote are known to their authors by the path of their construct: messages
//! name it beside the logical id.

use crate::unit::UnitReport;
use std::collections::BTreeMap;

/// `constructs`: paths by the address of the resource.
pub(crate) fn name_constructs(report: &mut UnitReport, constructs: &BTreeMap<String, String>) {
    if constructs.is_empty() {
        return;
    }
    let name = |text: &mut String| *text = named(text, constructs);
    for finding in &mut report.findings {
        name(&mut finding.message);
        finding.labels.iter_mut().for_each(|label| name(&mut label.message));
    }
    for path in &mut report.paths {
        path.links.iter_mut().for_each(|link| name(&mut link.why));
        let links = path.scenarios.iter_mut().flat_map(|scenario| &mut scenario.links);
        links.for_each(|link| name(&mut link.why));
    }
}

/// The first mention of each resource gets its construct.
fn named(text: &str, constructs: &BTreeMap<String, String>) -> String {
    let mut told: Vec<&str> = Vec::new();
    let mut named = String::with_capacity(text.len());
    // Every second part stands in quotes.
    for (at, part) in text.split('`').enumerate() {
        match constructs.get(part).filter(|_| at % 2 == 1 && !told.contains(&part)) {
            Some(construct) => {
                told.push(part);
                named.push_str(&format!("`{part}` (`{construct}`)"));
            }
            None if at % 2 == 1 => named.push_str(&format!("`{part}`")),
            None => named.push_str(part),
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let constructs = BTreeMap::from([("Logs1A".to_owned(), "Stack/Logs".to_owned())]);
        assert_eq!(named(text, &constructs), expected);
    }

    #[test]
    fn the_first_mention_names_the_construct() {
        check("`Logs1A` is declared here", "`Logs1A` (`Stack/Logs`) is declared here");
        check("in `Logs1A`", "in `Logs1A` (`Stack/Logs`)");
        check("`Logs1A` and `Logs1A`", "`Logs1A` (`Stack/Logs`) and `Logs1A`");
        check("Logs1A and `Logs1AB`", "Logs1A and `Logs1AB`");
        check("nothing", "nothing");
    }
}
