//! Which folders are root modules, and which of them can matter, told from a byte scan of their
//! files.

use readers::path::{join, parent};
use readers::terraform::scan::Scan;
use std::collections::{BTreeMap, BTreeSet};

/// A file that the host found, with what the scan says of it; an empty scan for files that are no
/// code, such as `.tfvars`.
#[derive(Clone, Debug)]
pub struct Seen {
    pub path: String,
    pub scan: Scan,
}

/// A root module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub folder: String,
    /// It, or a module that it calls, mentions MSK, or calls a folder that nobody has seen.
    pub matters: bool,
}

/// Where Terraform keeps the modules that it installs.
const INSTALLED: &str = ".terraform/modules";

#[derive(Default)]
struct Folder {
    mentions_msk: bool,
    has_remote_modules: bool,
    calls: BTreeSet<String>,
}

/// `named` are the folders that the user named: each is a root module if it holds code. Below them
/// every folder that no other folder calls is one too.
pub fn discover(files: &[Seen], named: &[String]) -> Vec<Unit> {
    let folders = folders(files);
    let is_candidate = |folder: &&String| !is_installed(folder);
    let called: BTreeSet<&String> = folders
        .iter()
        .flat_map(|(folder, found)| found.calls.iter().filter(move |called| *called != folder))
        .collect();
    let mut roots: BTreeSet<&String> =
        folders.keys().filter(is_candidate).filter(|folder| !called.contains(folder)).collect();
    roots.extend(named.iter().filter(|folder| folders.contains_key(*folder)));
    let mut reached = BTreeSet::new();
    for root in &roots {
        reach(root, &folders, &mut reached);
    }
    // What is left calls itself in a circle: the first of each circle stands for it.
    for folder in folders.keys().filter(is_candidate) {
        if !reached.contains(folder) {
            roots.insert(folder);
            reach(folder, &folders, &mut reached);
        }
    }
    let unit = |folder: &&String| Unit { folder: folder.to_string(), matters: matters(folder, &folders) };
    roots.iter().map(unit).collect()
}

/// Folders that are called as modules and hold no file that was seen: the host looks there next.
pub fn unseen(files: &[Seen]) -> BTreeSet<String> {
    let folders = folders(files);
    let called = folders.values().flat_map(|folder| &folder.calls);
    called.filter(|folder| !folders.contains_key(*folder)).cloned().collect()
}

/// Folders whose installed modules can make them matter.
pub fn with_remote_modules(files: &[Seen]) -> BTreeSet<String> {
    let remote = files.iter().filter(|file| file.scan.has_remote_modules);
    remote.map(|file| parent(&file.path)).filter(|folder| !is_installed(folder)).collect()
}

fn folders(files: &[Seen]) -> BTreeMap<String, Folder> {
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    for Seen { path, scan } in files.iter().filter(|file| is_code(&file.path)) {
        let path = parent(path);
        let calls = scan.local_modules.iter().map(|source| join(&path, source)).collect::<Vec<_>>();
        let folder = folders.entry(path).or_default();
        folder.mentions_msk |= scan.mentions_msk;
        folder.has_remote_modules |= scan.has_remote_modules;
        folder.calls.extend(calls);
    }
    folders
}

/// Whether Terraform or OpenTofu loads the file as a part of its folder's module.
pub fn is_code(path: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| path.ends_with(ending))
}

/// Whether the file gives values to variables.
pub fn is_variables(path: &str) -> bool {
    path.ends_with(".tfvars") || path.ends_with(".tfvars.json")
}

fn is_installed(folder: &str) -> bool {
    folder.split('/').any(|part| part == ".terraform")
}

fn reach<'f>(root: &'f String, folders: &'f BTreeMap<String, Folder>, reached: &mut BTreeSet<&'f String>) {
    let mut waiting = vec![root];
    while let Some(folder) = waiting.pop() {
        if reached.insert(folder) {
            waiting.extend(folders.get(folder).into_iter().flat_map(|found| &found.calls));
        }
    }
}

fn matters(root: &String, folders: &BTreeMap<String, Folder>) -> bool {
    let mut reached = BTreeSet::new();
    reach(root, folders, &mut reached);
    let found = || reached.iter().map(|folder| folders.get(*folder));
    let installed = join(root, INSTALLED) + "/";
    let installed_mentions_msk = || {
        let mut below =
            folders.range(installed.clone()..).take_while(|(folder, _)| folder.starts_with(&installed));
        below.any(|(_, folder)| folder.mentions_msk)
    };
    let has_remote_modules = found().flatten().any(|folder| folder.has_remote_modules);
    found().any(|folder| folder.is_none_or(|folder| folder.mentions_msk))
        || (has_remote_modules && installed_mentions_msk())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `files`: path, whether it mentions MSK, what it calls; `expected`: the roots, those that
    /// matter with a star.
    fn check(files: &[(&str, bool, &[&str])], named: &[&str], expected: &str) {
        let seen = |(path, mentions_msk, calls): &(&str, bool, &[&str])| Seen {
            path: path.to_string(),
            scan: Scan {
                mentions_msk: *mentions_msk,
                local_modules: calls.iter().filter(|c| c.starts_with('.')).map(|c| c.to_string()).collect(),
                has_remote_modules: calls.iter().any(|call| !call.starts_with('.')),
            },
        };
        let files: Vec<Seen> = files.iter().map(seen).collect();
        let named: Vec<String> = named.iter().map(|folder| folder.to_string()).collect();
        let mark = |unit: &Unit| format!("{}{}", unit.folder, if unit.matters { "*" } else { "" });
        let found: Vec<String> = discover(&files, &named).iter().map(mark).collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn a_folder_that_is_called_is_no_root() {
        let files: &[(&str, bool, &[&str])] =
            &[("main.tf", false, &["./kafka"]), ("kafka/main.tf", true, &[])];
        check(files, &["."], ".*");
        check(files, &["kafka"], ".* kafka*");
    }

    #[test]
    fn what_the_user_named_is_a_root() {
        check(
            &[("main.tf", true, &[]), ("examples/all/main.tf", false, &["../../"])],
            &["."],
            ".* examples/all*",
        );
        check(&[("a/main.tf", true, &[]), ("readme.tfvars", false, &[])], &["."], "a*");
    }

    #[test]
    fn only_what_reaches_msk_matters() {
        let files: &[(&str, bool, &[&str])] = &[
            ("a/main.tf", false, &["../m"]),
            ("b/main.tf", false, &["../n"]),
            ("m/main.tf", false, &["../n", "../k"]),
            ("n/main.tf", false, &[]),
            ("k/k.tofu", true, &[]),
        ];
        check(files, &["."], "a* b");
    }

    #[test]
    fn circles_have_a_root_and_end() {
        check(&[("a/x.tf", true, &["../b"]), ("b/x.tf", false, &["../a"])], &["."], "a*");
        check(&[("a/x.tf", false, &["./"])], &["."], "a");
    }

    #[test]
    fn a_folder_that_nobody_has_seen_may_matter() {
        check(&[("a/x.tf", false, &["../gone"])], &["."], "a*");
        let gone = Seen {
            path: "a/x.tf".to_owned(),
            scan: Scan { local_modules: vec!["../gone".to_owned()], ..Scan::default() },
        };
        assert_eq!(unseen(&[gone]), BTreeSet::from(["gone".to_owned()]));
    }

    #[test]
    fn installed_modules_count_for_the_roots_that_call_them() {
        let files: &[(&str, bool, &[&str])] = &[
            ("a/x.tf", false, &["registry"]),
            ("a/.terraform/modules/k/main.tf", true, &[]),
            ("ab/x.tf", false, &["registry"]),
            ("b/x.tf", false, &[]),
        ];
        check(files, &["."], "a* ab b");
    }
}
