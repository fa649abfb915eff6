//! Loads the files of a root module and of every module it calls, and resolves where calls lead.

use super::module::{Call, Module};
use super::root::{Given, Root};
use super::syntax;
use crate::input::Text;
use crate::json;
use crate::path;
use crate::value::{Kind, Value};
use model::Problem;
use model::known::{FileId, Span, order};
use std::collections::HashMap;
use std::sync::Arc;

/// Folders of one root module. A configuration that calls more is cut off with a problem.
const MODULES: usize = 2_000;

/// Module keys of `modules.json`, as Terraform writes them (`a.b`), to folders.
type Installed = HashMap<String, String>;

pub fn load(root: &mut Root<'_>, folder: &str) {
    let installed = installed(root, folder);
    let mut by_folder: HashMap<String, usize> = HashMap::new();
    // Folders with the keys of the calls that lead to them.
    let mut queue: Vec<(String, String)> = vec![(folder.to_owned(), String::new())];
    by_folder.insert(folder.to_owned(), 0);
    let mut next = 0;
    while let Some((folder, key)) = queue.get(next).cloned() {
        let mut module = Module::new(folder.clone());
        read_folder(root, &mut module);
        for (name, source, span) in calls(root, &module) {
            let child_key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
            let call = match target(root, &folder, &source, installed.get(&child_key), span) {
                Target::Folder(target) if by_folder.len() < MODULES => {
                    let number = *by_folder.entry(target.clone()).or_insert_with(|| {
                        queue.push((target, child_key));
                        queue.len() - 1
                    });
                    Call::Module(number)
                }
                Target::Folder(_) => {
                    root.problem(span, format!("more than {MODULES} module folders: `{source}` is not read"));
                    Call::Missing(source)
                }
                Target::Other(call) => call,
            };
            module.calls.insert(name, call);
        }
        root.modules.push(module);
        next += 1;
    }
    load_variables(root, folder);
}

enum Target {
    Folder(String),
    Other(Call),
}

fn target(
    root: &Root<'_>,
    folder: &str,
    source: &str,
    installed: Option<&String>,
    span: Option<Span>,
) -> Target {
    let has_files = |folder: &str| {
        let names = root.texts().files(folder);
        names.is_some_and(|names| names.iter().any(|name| is_configuration(name)))
    };
    if !is_path(source) {
        return match installed {
            Some(installed) if has_files(installed) => Target::Folder(installed.clone()),
            _ if source.is_empty() => Target::Other(Call::Unclear),
            _ => Target::Other(Call::Elsewhere(source.to_owned())),
        };
    }
    let wanted = path::join(folder, source);
    if has_files(&wanted) {
        return Target::Folder(wanted);
    }
    root.problem(span, format!("the module folder `{wanted}` is not there, or it holds no Terraform files"));
    Target::Other(Call::Missing(source.to_owned()))
}

fn is_path(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}

fn is_configuration(name: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|end| name.ends_with(end))
}

/// A file that Terraform merges over the others.
fn is_override(name: &str) -> bool {
    let stem = [".tf.json", ".tofu.json", ".tf", ".tofu"].iter().find_map(|end| name.strip_suffix(end));
    stem.is_some_and(|stem| stem == "override" || stem.ends_with("_override"))
}

fn read_folder(root: &Root<'_>, module: &mut Module) {
    let Some(names) = root.texts().files(&module.folder) else { return };
    let mut names: Vec<String> = names.into_iter().filter(|name| is_configuration(name)).collect();
    // OpenTofu reads `a.tofu` in place of `a.tf`.
    let hidden: Vec<String> = names
        .iter()
        .filter_map(|name| name.strip_suffix(".tofu").or_else(|| name.strip_suffix(".tofu.json")))
        .flat_map(|stem| [format!("{stem}.tf"), format!("{stem}.tf.json")])
        .collect();
    names.retain(|name| !hidden.contains(name));
    order::sort_by(&mut names, |a, b| is_override(a).cmp(&is_override(b)));
    for name in names {
        let place = path::join(&module.folder, &name);
        let Some((file, text)) = read(root, &place) else {
            module.has_gaps = true;
            continue;
        };
        let split = if name.ends_with(".json") {
            syntax::split_json(file, &text)
        } else {
            syntax::split(file, &text)
        };
        module.has_gaps |= !split.problems.is_empty();
        for problem in split.problems {
            root.report(file, problem);
        }
        for attribute in &split.attributes {
            let text = format!("`{}` stands outside of every block", attribute.name);
            root.problem(Some(attribute.span), text);
        }
        for (first, second) in module.add(split.blocks, &text, is_override(&name)) {
            let what = root.text_at(first).unwrap_or_default();
            root.problem(Some(second), format!("`{what}` is declared twice: only the first is judged"));
        }
    }
}

fn read(root: &Root<'_>, place: &str) -> Option<(FileId, Arc<str>)> {
    let message = match root.read(place) {
        Text::Read(text) => return Some((root.enlist(place, &text), text)),
        Text::Missing => "is not there".to_owned(),
        Text::Outside => "lies outside of the folders given".to_owned(),
        Text::Unreadable(reason) => reason,
    };
    root.add_problem(Problem { path: place.to_owned(), span: None, message });
    None
}

/// Names, sources and places of a module's calls.
fn calls(root: &Root<'_>, module: &Module) -> Vec<(String, String, Option<Span>)> {
    let mut calls = Vec::new();
    for (block, decl) in module.declared("module") {
        let body = module.merged(block, &|file, problem| root.report(file, problem));
        let source = body.attribute("source");
        let text = source.and_then(|source| source.expr.node.as_str()).unwrap_or_default();
        let span = source.and_then(|source| source.span).or(Some(decl.block.header));
        calls.push((decl.label(0).to_owned(), text.to_owned(), span));
    }
    calls
}

/// What `terraform init` noted about modules it installed.
fn installed(root: &Root<'_>, folder: &str) -> Installed {
    let place = path::join(folder, ".terraform/modules/modules.json");
    let Text::Read(text) = root.read(&place) else { return Installed::new() };
    let file = root.enlist(&place, &text);
    let parsed = match json::parse_source(file, &text) {
        Ok(parsed) => parsed,
        Err(problem) => {
            root.report(file, problem);
            return Installed::new();
        }
    };
    let mut result = Installed::new();
    let member = |value: &Value, name: &str| match &value.kind {
        Kind::Object(object) => object.members.get(name).map(|member| member.value.clone()),
        _ => None,
    };
    let string = |value: Option<Value>| match value?.kind {
        Kind::Text(text) => text.known(),
        _ => None,
    };
    if let Some(Kind::List(list)) = member(&parsed.value, "Modules").map(|value| value.kind) {
        for entry in &list.items {
            if let (Some(key), Some(dir)) = (string(member(entry, "Key")), string(member(entry, "Dir"))) {
                result.insert(key, path::join(folder, &dir));
            }
        }
    }
    result
}

/// `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars` and `*.auto.tfvars.json` in lexical
/// order, then the files of `--var-file`: later ones win.
fn load_variables(root: &mut Root<'_>, folder: &str) {
    let names = root.texts().files(folder).unwrap_or_default();
    let automatic = |name: &&String| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json");
    let mut files: Vec<(String, Option<Arc<str>>)> = Vec::new();
    for name in ["terraform.tfvars", "terraform.tfvars.json"] {
        if names.iter().any(|other| other == name) {
            files.push((path::join(folder, name), None));
        }
    }
    files.extend(names.iter().filter(automatic).map(|name| (path::join(folder, name), None)));
    files
        .extend(root.settings().variable_files.iter().map(|(path, text)| (path.clone(), Some(text.clone()))));
    for (place, text) in files {
        let (file, text) = match text {
            Some(text) => (root.enlist(&place, &text), text),
            None => match read(root, &place) {
                Some(read) => read,
                None => continue,
            },
        };
        if place.ends_with(".json") {
            json_assignments(root, file, &text);
            continue;
        }
        let split = syntax::split(file, &text);
        for problem in split.problems {
            root.report(file, problem);
        }
        for block in &split.blocks {
            let text = format!("`{}` is a block, and a variable file has only assignments", block.kind);
            root.problem(Some(block.header), text);
        }
        for attribute in &split.attributes {
            match attribute.parse(&text) {
                Ok(tree) => {
                    root.assignments.insert(attribute.name.clone(), Given::Written(tree));
                }
                Err(problem) => root.report(file, problem),
            }
        }
    }
}

/// Strings in a JSON variable file are plain text, not templates.
fn json_assignments(root: &mut Root<'_>, file: FileId, text: &str) {
    match json::parse_source(file, text) {
        Ok(json::Parsed { value: Value { kind: Kind::Object(object), .. }, .. }) => {
            for (name, member) in &object.members {
                root.assignments.insert(name.clone(), Given::Plain(member.value.clone()));
            }
        }
        Ok(parsed) => root.problem(parsed.value.span, "a variable file must be an object".to_owned()),
        Err(problem) => root.report(file, problem),
    }
}
