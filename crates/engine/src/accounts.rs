//! The accounts of a run: which files belong to one, and what each shows beside a configuration.

use crate::Settings;
use crate::discover::{Content, Language, Seen, Unit};
#[cfg(test)]
use readers::aws::scan::Scan;
use readers::aws::{Account, Piece, shown, supplement, wanted};
use readers::input::{SourceText, Texts};
use readers::model::Model;
use readers::model::known::order;
use readers::path::parent;
use std::collections::{BTreeMap, BTreeSet};

/// The number of the first file of the first account: no configuration has as many.
const FIRST: u32 = 1 << 31;

/// Rounds in which what one account shows leads to another: a bucket to its key.
const ROUNDS: usize = 3;

/// All accounts of a run, read once, by the folder of each.
#[derive(Debug, Default)]
pub struct Accounts {
    all: Vec<(String, Account)>,
    /// What is called so, and the account that shows it, in the order of names.
    showing: Vec<(String, usize)>,
}

impl Accounts {
    pub fn open(units: &[Unit], texts: &dyn Texts, settings: &Settings) -> Accounts {
        let (mut accounts, mut first) = (Accounts::default(), FIRST);
        for unit in units.iter().filter(|unit| unit.language == Language::Aws && unit.matters) {
            let account = Account::open(&unit.path, &unit.files, texts, &settings.inputs, first);
            first = first.saturating_add(u32::try_from(account.files().len()).unwrap_or(u32::MAX));
            accounts.add(unit.path.clone(), account);
        }
        order::sort(&mut accounts.showing);
        accounts
    }

    fn add(&mut self, folder: String, account: Account) {
        let files = account.files().iter().map(|file| file_named(&file.path));
        let number = self.all.len();
        self.showing.extend(shown(account.model()).into_iter().chain(files).map(|name| (name, number)));
        self.all.push((folder, account));
    }

    /// The numbers of those that show what is called so.
    fn that_show(&self, name: &str) -> impl Iterator<Item = usize> {
        let first = self.showing.partition_point(|(shown, _)| shown.as_str() < name);
        let behind = self.showing.get(first..).unwrap_or_default().iter();
        behind.take_while(move |(shown, _)| shown == name).map(|(_, number)| *number)
    }

    pub(crate) fn of(&self, path: &str) -> Option<&Account> {
        self.all.iter().find(|(root, _)| root == path).map(|(_, account)| account)
    }

    /// Fills in what the sources of a model lead to, and what is not declared there.
    pub(crate) fn supplement(&self, model: &mut Model) {
        let mut asked = BTreeSet::new();
        for _ in 0..ROUNDS {
            let names = wanted(model);
            let mut found = order::set(names.iter().flat_map(|name| self.that_show(name)));
            found.retain(|number| asked.insert(*number));
            if found.is_empty() {
                return;
            }
            for (_, account) in found.into_iter().filter_map(|number| self.all.get(number)) {
                supplement(model, account.model());
            }
        }
    }

    /// A file by its number.
    pub(crate) fn file(&self, number: u32) -> Option<&SourceText> {
        let behind = self.all.partition_point(|(_, account)| account.first() <= number);
        let (_, account) = self.all.get(behind.checked_sub(1)?)?;
        account.files().get((number - account.first()) as usize)
    }

    pub(crate) fn file_called(&self, path: &str) -> Option<&SourceText> {
        let name = file_named(path);
        let number = self.that_show(&name).next()?;
        let (_, account) = self.all.get(number)?;
        account.files().iter().find(|file| file.path == path)
    }
}

fn file_named(path: &str) -> String {
    format!("file {path}")
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
    let accounts = order::set(ours().filter(|(_, scan)| scan.is_of_account()).map(|(path, _)| parent(path)));
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
