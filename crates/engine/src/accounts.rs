//! The accounts of a run: which files belong to one, and what each shows beside a configuration.

use crate::Settings;
use crate::discover::{Content, Language, Seen, Unit};
#[cfg(test)]
use readers::aws::scan::Scan;
use readers::aws::{Account, Piece, supplement};
use readers::input::{SourceText, Texts};
use readers::model::Model;
use readers::path::parent;
use std::collections::{BTreeMap, BTreeSet};

/// The number of the first file of the first account: no configuration has as many.
const FIRST: u32 = 1 << 31;

/// All accounts of a run, read once, by the folder of each.
#[derive(Debug, Default)]
pub struct Accounts(Vec<(String, Account)>);

impl Accounts {
    pub fn open(units: &[Unit], texts: &dyn Texts, settings: &Settings) -> Accounts {
        let (mut found, mut first) = (Vec::new(), FIRST);
        for unit in units.iter().filter(|unit| unit.language == Language::Aws && unit.matters) {
            let account = Account::open(&unit.path, &unit.files, texts, &settings.inputs, first);
            first = first.saturating_add(u32::try_from(account.files().len()).unwrap_or(u32::MAX));
            found.push((unit.path.clone(), account));
        }
        Accounts(found)
    }

    pub(crate) fn of(&self, path: &str) -> Option<&Account> {
        self.0.iter().find(|(root, _)| root == path).map(|(_, account)| account)
    }

    /// Fills in what the sources of a model lead to, and what is not declared there.
    pub(crate) fn supplement(&self, model: &mut Model) {
        for (_, account) in &self.0 {
            supplement(model, account.model());
        }
    }

    /// A file by its number.
    pub(crate) fn files(&self) -> impl Iterator<Item = (u32, &SourceText)> {
        self.0.iter().flat_map(|(_, account)| (account.first()..).zip(account.files()))
    }
}

/// The files of one folder are one account, and with them those in folders below that do not say
/// themselves what they are about.
pub(crate) fn units(files: &[Seen], named: &[String]) -> Vec<Unit> {
    let ours = || {
        files.iter().filter_map(|Seen { path, content }| match content {
            Content::Aws(scan) => Some((path, *scan)),
            _ => None,
        })
    };
    let accounts: BTreeSet<String> =
        ours().filter(|(_, scan)| scan.is_of_account()).map(|(path, _)| parent(path)).collect();
    let mut pieces: BTreeMap<String, (Vec<Piece>, bool)> = BTreeMap::new();
    for (path, scan) in ours() {
        let named_itself = named.contains(path);
        let (list, matters) = pieces.entry(root(path, &accounts, named)).or_default();
        list.push(Piece { path: path.clone(), named: named_itself });
        *matters |= named_itself || scan.matters();
    }
    let unit = |(path, (files, matters))| Unit {
        language: Language::Aws,
        path,
        matters,
        partners: Vec::new(),
        files,
    };
    pieces.into_iter().map(unit).collect()
}

/// The nearest folder of an account at or above a file; else what the user named, or its own folder.
fn root(path: &str, accounts: &BTreeSet<String>, named: &[String]) -> String {
    let own = parent(path);
    let mut folder = own.clone();
    loop {
        if accounts.contains(&folder) {
            return folder;
        }
        let above = parent(&folder);
        if above == folder || folder == "." || folder.ends_with("..") {
            break;
        }
        folder = above;
    }
    let above = named.iter().filter(|folder| *folder != path && lies_below(path, folder));
    above.max_by_key(|folder| folder.len()).cloned().unwrap_or(own)
}

fn lies_below(path: &str, folder: &str) -> bool {
    match folder {
        "." => !path.starts_with("..") && !path.starts_with('/'),
        folder => path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') || folder == "/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files that do not say what they are about begin with `get`.
    fn check(paths: &[&str], named: &[&str], expected: &[&str]) {
        let scan = |path: &str| Scan::Document { names_itself: !path.contains("get") };
        let seen = |path: &&str| Seen { path: (*path).to_owned(), content: Content::Aws(scan(path)) };
        let seen: Vec<Seen> = paths.iter().map(seen).collect();
        let named: Vec<String> = named.iter().map(|path| (*path).to_owned()).collect();
        let found = units(&seen, &named);
        let shown = |unit: &Unit| {
            let files = unit.files.iter().map(|it| format!("{}{}", it.path, if it.named { "!" } else { "" }));
            format!("{}: {}", unit.path, files.collect::<Vec<_>>().join(" "))
        };
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_folder_is_an_account() {
        check(
            &["a/c.json", "a/b/get.json", "d/c.json"],
            &["."],
            &["a: a/c.json a/b/get.json", "d: d/c.json"],
        );
        check(
            &["a/c.json", "a/b/c.json", "a/b/get.json"],
            &["."],
            &["a: a/c.json", "a/b: a/b/c.json a/b/get.json"],
        );
        check(&["a/c/c.json", "a/b/get.json"], &["a"], &["a: a/b/get.json", "a/c: a/c/c.json"]);
        check(&["a/c.json", "a/get.json"], &["a/c.json", "a/get.json"], &["a: a/c.json! a/get.json!"]);
        check(
            &["c.json", "../c.json", "../x/get.json"],
            &["."],
            &[".: c.json", "..: ../c.json ../x/get.json"],
        );
        check(&["/a/get.json"], &["/a/get.json"], &["/a: /a/get.json!"]);
    }
}
