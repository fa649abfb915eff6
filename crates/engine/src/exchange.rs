//! Which of the templates given may exchange values through exports: told from how the names end.

use crate::discover::{Content, Seen};
use readers::cloudformation::scan::Scan;
use readers::model::known::order;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Templates that are read beside one that matters.
const MOST: usize = 24;

/// The templates given that make exports, or that hold policies and use some.
pub(crate) struct Exchange<'s> {
    scans: BTreeMap<&'s str, &'s Scan>,
    exporters: Vec<(&'s str, &'s Scan)>,
    users: Vec<(&'s str, &'s Scan)>,
}

impl<'s> Exchange<'s> {
    pub fn new(files: &'s [Seen]) -> Exchange<'s> {
        let scans = order::map(files.iter().filter_map(|file| match &file.content {
            Content::Template(scan) => Some((file.path.as_str(), scan)),
            _ => None,
        }));
        let those = |wanted: fn(&Scan) -> bool| {
            scans.iter().filter(|(_, scan)| wanted(scan)).map(|(path, scan)| (*path, *scan)).collect()
        };
        let exporters = those(|scan| !scan.exports.is_empty());
        let users = those(|scan| scan.has_policies && !scan.imports.is_empty());
        Exchange { scans, exporters, users }
    }

    /// What a template and those that it nests import, what is needed for that in turn, and the
    /// policies that others write for what these export.
    pub fn partners(&self, own: &BTreeSet<&String>) -> Vec<String> {
        let given =
            |path: &&String| self.scans.get_key_value(path.as_str()).map(|(path, scan)| (*path, *scan));
        let mut found: Vec<(&str, &Scan)> = own.iter().filter_map(given).collect();
        let count = found.len();
        let mut next = 0;
        while let Some((_, scan)) = found.get(next).copied() {
            next += 1;
            add(&self.exporters, |other| shared(&scan.imports, &other.exports), count + MOST, &mut found);
        }
        for (_, scan) in found.clone() {
            let known = |other: &Scan| shared(&other.imports, &scan.exports).filter(|shared| *shared > 0);
            add(&self.users, known, count + MOST, &mut found);
        }
        found.iter().skip(count).map(|(path, _)| (*path).to_owned()).collect()
    }
}

/// Those that share the longest ends first.
fn add<'s>(
    from: &[(&'s str, &'s Scan)],
    shared: impl Fn(&Scan) -> Option<usize>,
    most: usize,
    found: &mut Vec<(&'s str, &'s Scan)>,
) {
    let wanted = from.iter().filter_map(|(path, scan)| Some((shared(scan)?, *path, *scan)));
    let mut wanted: Vec<(usize, &str, &Scan)> = wanted.collect();
    order::sort_by(&mut wanted, |a, b| (Reverse(a.0), a.1).cmp(&(Reverse(b.0), b.1)));
    for (_, path, scan) in wanted {
        if found.len() < most && !found.iter().any(|(known, _)| *known == path) {
            found.push((path, scan));
        }
    }
}

/// The most that the end of an import and the end of an export have in common, where one of them
/// goes on as the other.
fn shared(imports: &[String], exports: &[String]) -> Option<usize> {
    let pairs = imports.iter().flat_map(|import| exports.iter().map(move |export| (import, export)));
    let same = pairs.filter(|(import, export)| import.ends_with(*export) || export.ends_with(*import));
    same.map(|(import, export)| import.len().min(export.len())).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::look;

    const CLUSTER: &str = "  C: {Type: AWS::MSK::Cluster}\n";

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let seen: Vec<Seen> = files
            .iter()
            .filter_map(|(path, rest)| {
                let text = format!("Resources:\n{CLUSTER}{rest}");
                look((*path).to_owned(), text.as_bytes())
            })
            .collect();
        let own = "a.yaml".to_owned();
        assert_eq!(Exchange::new(&seen).partners(&BTreeSet::from([&own])), expected, "{files:?}");
    }

    const BUCKET: &str = "Outputs:\n  B: {Value: x, Export: {Name: !Sub '${AWS::StackName}-bucket'}}\n";

    #[test]
    fn what_is_imported_is_read_from_where_it_is_exported() {
        let user = "  B: !ImportValue shared-bucket\n";
        check(&[("a.yaml", user), ("b.yaml", BUCKET), ("c.yaml", "")], &["b.yaml"]);
        check(&[("a.yaml", "  B: !ImportValue other\n"), ("b.yaml", BUCKET)], &[]);
        let between = format!("  B: !ImportValue deep\n{BUCKET}");
        let deep = "Outputs:\n  B: {Export: {Name: deep}}\n";
        check(&[("a.yaml", user), ("b.yaml", &between), ("d.yaml", deep)], &["b.yaml", "d.yaml"]);
        check(&[("a.yaml", "  B: !ImportValue {Ref: Name}\n"), ("b.yaml", BUCKET)], &["b.yaml"]);
    }

    #[test]
    fn policies_are_read_from_where_they_use_an_export() {
        let policy = "  P: {Type: AWS::S3::BucketPolicy, Bucket: !ImportValue my-bucket}\n";
        check(
            &[("a.yaml", BUCKET), ("p.yaml", policy), ("q.yaml", "  V: !ImportValue my-bucket\n")],
            &["p.yaml"],
        );
    }

    #[test]
    fn no_more_than_some_are_read() {
        let files: Vec<(String, &str)> = (0..100).map(|at| (format!("x{at}.yaml"), BUCKET)).collect();
        let mut seen: Vec<Seen> = Vec::new();
        for (path, text) in files
            .iter()
            .map(|(path, text)| (path.as_str(), *text))
            .chain([("a.yaml", "  B: !ImportValue x-bucket\n")])
        {
            seen.extend(look(path.to_owned(), format!("Resources:\n{CLUSTER}{text}").as_bytes()));
        }
        let own = "a.yaml".to_owned();
        assert_eq!(Exchange::new(&seen).partners(&BTreeSet::from([&own])).len(), MOST);
    }
}
