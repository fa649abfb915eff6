//! What is true of every generated cluster, and whether a report says the same.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// What a report should say about the cluster in one module.
#[derive(Debug)]
pub struct Truth {
    /// The module's folder.
    pub module: String,
    /// Verdicts by destination.
    pub verdicts: BTreeMap<&'static str, &'static str>,
    /// Rules that find something.
    pub rules: BTreeSet<&'static str>,
    /// The way in which it is broken, in words.
    pub way: &'static str,
}

impl Truth {
    pub fn is_broken(&self) -> bool {
        self.verdicts.values().any(|verdict| *verdict == "broken")
    }
}

/// One way to break a delivery path, by the words that its writer knows it by, and the rule that says so.
#[derive(Debug)]
pub struct Way {
    pub words: &'static str,
    pub destination: &'static str,
    pub rule: &'static str,
}

pub const fn way(words: &'static str, destination: &'static str, rule: &'static str) -> Way {
    Way { words, destination, rule }
}

/// What was written, and what is true of it.
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
}

#[derive(Debug, Default)]
struct Said {
    verdicts: BTreeMap<String, String>,
    rules: BTreeSet<String>,
}

/// One line for each cluster that is judged otherwise, and for each finding where no cluster is.
pub fn compare(report: &Path, truths: &[Truth]) -> io::Result<Vec<String>> {
    let report: Value = serde_json::from_slice(&std::fs::read(report)?)?;
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    for path in list(&report, "paths") {
        let (module, destination) = (module(&path["source"]["root"]), text(&path["destination"]));
        said.entry(module).or_default().verdicts.insert(destination, text(&path["verdict"]));
    }
    for finding in list(&report, "findings") {
        let folder = text(&finding["at"]["path"]);
        let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        said.entry(module(&Value::from(folder))).or_default().rules.insert(text(&finding["rule"]));
    }
    let mut differences: Vec<String> =
        list(&report, "problems").iter().map(|problem| format!("problem: {problem}")).collect();
    for truth in truths {
        let said = said.remove(&truth.module).unwrap_or_default();
        let same = |(destination, verdict): (&&str, &&str)| {
            said.verdicts.get(*destination).is_some_and(|it| it == verdict)
        };
        let verdicts = truth.verdicts.len() == said.verdicts.len() && truth.verdicts.iter().all(same);
        if !verdicts || !truth.rules.iter().copied().eq(said.rules.iter().map(String::as_str)) {
            differences.push(format!(
                "{} ({}): expected {:?} {:?}, got {:?} {:?}",
                truth.module, truth.way, truth.verdicts, truth.rules, said.verdicts, said.rules
            ));
        }
    }
    differences
        .extend(said.into_iter().map(|(module, said)| format!("{module}: nothing is there, got {said:?}")));
    Ok(differences)
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The last part of the path of a root module, or of the folder that a template lies in.
fn module(root: &Value) -> String {
    let is_template = |part: &&str| part.ends_with(".yaml") || part.ends_with(".json");
    text(root).rsplit('/').find(|part| !is_template(part)).unwrap_or_default().to_owned()
}
