//! Which folders are root modules, which templates stand for themselves, and which of them can
//! matter, told from a byte scan of their files.

use crate::accounts;
use crate::exchange::Exchange;
use readers::model::known::order;
use readers::path::{join, parent};
use readers::{aws, cloudformation, terraform};
use std::collections::{BTreeMap, BTreeSet};

/// What a file is, told from its name and a byte scan.
#[derive(Clone, Debug)]
pub enum Content {
    /// Terraform or OpenTofu code.
    Code(terraform::scan::Scan),
    /// Values of variables.
    Variables,
    /// A CloudFormation template.
    Template(cloudformation::scan::Scan),
    /// A Terraform plan or state in JSON.
    Plan(terraform::plan::scan::Scan),
    /// What AWS was asked and what it answered: JSON, a policy by itself, or a script with calls.
    Aws(aws::scan::Scan),
}

/// A file that the host found.
#[derive(Clone, Debug)]
pub struct Seen {
    pub path: String,
    pub content: Content,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    Terraform,
    CloudFormation,
    /// A Terraform plan or state, with the code beside it.
    Plan,
    /// An account, as far as files show it.
    Aws,
}

/// What is judged by itself: a root module, or a template with those that it nests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub language: Language,
    /// The folder of the root module, or the path of the template.
    pub path: String,
    /// It, or a module or template that it uses, mentions MSK, or it uses one that nobody has seen.
    pub matters: bool,
    /// Templates given with which this one may exchange values, if it matters.
    pub partners: Vec<String>,
    /// The files of an account; what else there is names its files itself.
    pub files: Vec<aws::Piece>,
}

/// Where Terraform keeps the modules that it installs.
const INSTALLED: &str = ".terraform/modules";

/// A folder of Terraform files or a template: what it says itself, and what it uses.
#[derive(Default)]
struct Part {
    mentions_msk: bool,
    has_remote_modules: bool,
    uses: BTreeSet<String>,
}

type Parts = BTreeMap<String, Part>;

/// `None` for a file that is none of ours.
pub fn look(path: String, text: &[u8]) -> Option<Seen> {
    let content = match () {
        () if is_code(&path) => Content::Code(terraform::scan::scan(text)),
        () if is_variables(&path) => Content::Variables,
        () => of_content(&path, text)?,
    };
    Some(Seen { path, content })
}

/// What a file is whose name does not tell.
fn of_content(path: &str, text: &[u8]) -> Option<Content> {
    if let Some(scan) = terraform::plan::scan::scan(text) {
        return Some(Content::Plan(scan));
    }
    match cloudformation::scan::scan(text) {
        Some(scan) => Some(Content::Template(scan)),
        None => aws::scan::scan(path, text).map(Content::Aws),
    }
}

/// `named` are the folders and files that the user named: each is a unit if it holds code. Beside
/// them, every folder that no other folder calls and every template that no other nests is one.
pub fn discover(files: &[Seen], named: &[String]) -> Vec<Unit> {
    let languages = [
        (Language::Terraform, folders(files)),
        (Language::CloudFormation, templates(files)),
        (Language::Plan, plans(files)),
    ];
    let mut found = Vec::new();
    for (language, parts) in languages {
        let mut units = units(language, &parts, named);
        if language == Language::CloudFormation {
            name_partners(&mut units, files, &parts);
        }
        found.extend(units);
    }
    found.extend(accounts::units(files, named));
    found
}

fn name_partners(units: &mut [Unit], files: &[Seen], parts: &Parts) {
    let exchange = Exchange::new(files);
    for unit in units.iter_mut().filter(|unit| unit.matters) {
        let mut own = BTreeSet::new();
        reach(&unit.path, parts, &mut own);
        unit.partners = exchange.partners(&own);
    }
}

fn units(language: Language, parts: &Parts, named: &[String]) -> Vec<Unit> {
    let is_candidate = |path: &&String| !is_installed(path);
    let used: BTreeSet<&String> =
        order::set(parts.iter().flat_map(|(path, part)| part.uses.iter().filter(move |used| *used != path)));
    let mut roots: BTreeSet<&String> =
        order::set(parts.keys().filter(is_candidate).filter(|path| !used.contains(path)));
    roots.extend(named.iter().filter(|path| parts.contains_key(*path)));
    let mut reached = BTreeSet::new();
    for root in &roots {
        reach(root, parts, &mut reached);
    }
    // What is left uses itself in a circle: the first of each circle stands for it.
    for path in parts.keys().filter(is_candidate) {
        if !reached.contains(path) {
            roots.insert(path);
            reach(path, parts, &mut reached);
        }
    }
    let unit = |path: &String| Unit {
        language,
        path: path.clone(),
        matters: matters(path, parts),
        partners: Vec::new(),
        files: Vec::new(),
    };
    roots.into_iter().map(unit).collect()
}

/// Folders that are called as modules and hold no file that was seen: the host looks there next.
pub fn unseen_folders(files: &[Seen]) -> BTreeSet<String> {
    unseen(&folders(files))
}

/// Templates that are nested in others and were not seen.
pub fn unseen_templates(files: &[Seen]) -> BTreeSet<String> {
    unseen(&templates(files))
}

fn unseen(parts: &Parts) -> BTreeSet<String> {
    let used = parts.values().flat_map(|part| &part.uses);
    order::set(used.filter(|path| !parts.contains_key(*path)).cloned())
}

/// Folders whose installed modules can make them matter.
pub fn with_remote_modules(files: &[Seen]) -> BTreeSet<String> {
    let calls_remote = |file: &&Seen| matches!(&file.content, Content::Code(scan) if scan.has_remote_modules);
    let folders = files.iter().filter(calls_remote).map(|file| parent(&file.path));
    order::set(folders.filter(|folder| !is_installed(folder)))
}

fn folders(files: &[Seen]) -> Parts {
    let mut parts = Parts::new();
    for Seen { path, content } in files {
        let Content::Code(scan) = content else { continue };
        let path = parent(path);
        let uses: Vec<String> = scan.local_modules.iter().map(|source| join(&path, source)).collect();
        let part = parts.entry(path).or_default();
        part.mentions_msk |= scan.mentions_msk;
        part.has_remote_modules |= scan.has_remote_modules;
        part.uses.extend(uses);
    }
    parts
}

fn templates(files: &[Seen]) -> Parts {
    let part = |Seen { path, content }: &Seen| {
        let Content::Template(scan) = content else { return None };
        let folder = parent(path);
        let uses = order::set(scan.nested.iter().map(|nested| join(&folder, nested)));
        Some((path.clone(), Part { mentions_msk: scan.mentions_msk, has_remote_modules: false, uses }))
    };
    order::map(files.iter().filter_map(part))
}

fn plans(files: &[Seen]) -> Parts {
    let part = |Seen { path, content }: &Seen| {
        let Content::Plan(scan) = content else { return None };
        Some((path.clone(), Part { mentions_msk: scan.mentions_msk, ..Part::default() }))
    };
    order::map(files.iter().filter_map(part))
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

fn reach<'p>(root: &'p String, parts: &'p Parts, reached: &mut BTreeSet<&'p String>) {
    let mut waiting = vec![root];
    while let Some(path) = waiting.pop() {
        if reached.insert(path) {
            waiting.extend(parts.get(path).into_iter().flat_map(|part| &part.uses));
        }
    }
}

fn matters(root: &String, parts: &Parts) -> bool {
    let mut reached = BTreeSet::new();
    reach(root, parts, &mut reached);
    let found = || reached.iter().map(|path| parts.get(*path));
    let installed = join(root, INSTALLED) + "/";
    let installed_mentions_msk = || {
        let mut below = parts.range(installed.clone()..).take_while(|(path, _)| path.starts_with(&installed));
        below.any(|(_, part)| part.mentions_msk)
    };
    let has_remote_modules = found().flatten().any(|part| part.has_remote_modules);
    found().any(|part| part.is_none_or(|part| part.mentions_msk))
        || (has_remote_modules && installed_mentions_msk())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `files`: path, whether it mentions MSK, what it calls; `expected`: the roots, those that
    /// matter with a star.
    fn check(files: &[(&str, bool, &[&str])], named: &[&str], expected: &str) {
        let seen = |(path, mentions_msk, calls): &(&str, bool, &[&str])| {
            let uses: Vec<String> =
                calls.iter().filter(|c| c.starts_with('.')).map(|c| c.to_string()).collect();
            let content = match is_code(path) {
                true => Content::Code(terraform::scan::Scan {
                    mentions_msk: *mentions_msk,
                    local_modules: uses,
                    has_remote_modules: calls.iter().any(|call| !call.starts_with('.')),
                }),
                false if is_variables(path) => Content::Variables,
                false => Content::Template(cloudformation::scan::Scan {
                    mentions_msk: *mentions_msk,
                    nested: uses,
                    ..Default::default()
                }),
            };
            Seen { path: path.to_string(), content }
        };
        let files: Vec<Seen> = files.iter().map(seen).collect();
        let named: Vec<String> = named.iter().map(|folder| folder.to_string()).collect();
        let mark = |unit: &Unit| format!("{}{}", unit.path, if unit.matters { "*" } else { "" });
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
        let text = b"module \"a\" {\n  source = \"../gone\"\n}\n";
        let gone = look("a/x.tf".to_owned(), text).unwrap();
        assert_eq!(unseen_folders(&[gone]), BTreeSet::from(["gone".to_owned()]));
    }

    #[test]
    fn templates_are_units_unless_another_nests_them() {
        let files: &[(&str, bool, &[&str])] = &[
            ("a/stack.yaml", false, &["./kafka.yaml"]),
            ("a/kafka.yaml", true, &[]),
            ("b.json", false, &[]),
            ("main.tf", false, &[]),
        ];
        check(files, &["."], ". a/stack.yaml* b.json");
        check(files, &["a/kafka.yaml"], ". a/kafka.yaml* a/stack.yaml* b.json");
        check(&[("a.yaml", false, &["./gone.yaml"])], &[], "a.yaml*");
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
