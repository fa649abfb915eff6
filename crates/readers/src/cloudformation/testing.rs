//! Templates in tests: each is read as YAML and once more as the same in JSON.

use super::eval::{Evaluator, Scope};
use super::syntax::member;
use super::{Template, syntax};
use crate::input::{Assumptions, Settings, Text, Texts};
use crate::json;
use crate::reading::Reading;
use crate::value::Kind;
use model::known::FileId;
use std::collections::BTreeMap;

pub(super) struct Files(BTreeMap<String, String>);

impl Files {
    pub fn new(files: &[(&str, &str)]) -> Files {
        Files(files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect())
    }
}

impl Texts for Files {
    fn read(&self, path: &str) -> Text {
        self.0.get(path).map_or(Text::Missing, |text| Text::Read(text.as_str().into()))
    }

    fn files(&self, _: &str) -> Option<Vec<String>> {
        None
    }
}

/// The same template as JSON, every intrinsic in its long form.
pub(super) fn as_json(yaml: &str) -> String {
    let composed = syntax::read(FileId(0), yaml).unwrap_or_else(|problem| panic!("{yaml}\n{problem:?}"));
    json::encode(&composed.node.into_parsed().value).to_string()
}

pub(super) fn settings(parameters: &[(&str, &str)]) -> Settings {
    let parameters = parameters.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    Settings { parameters, ..Settings::default() }
}

pub(super) fn assuming(answers: &[(&str, bool)]) -> Assumptions {
    Assumptions {
        answers: answers.iter().map(|(question, answer)| (question.to_string(), *answer)).collect(),
    }
}

pub(super) fn read(text: &str) -> Reading {
    let files = Files::new(&[("t.yaml", text)]);
    Template::open("t.yaml", &[], &files, &Settings::default()).evaluate(&Assumptions::default())
}

/// What an output comes to: JSON with symbols, or why it comes to nothing.
pub(super) fn output(text: &str, name: &str, settings: &Settings, assumptions: &Assumptions) -> String {
    let files = Files::new(&[("t.yaml", text)]);
    output_of(&files, name, settings, assumptions)
}

pub(super) fn output_of(files: &Files, name: &str, settings: &Settings, assumptions: &Assumptions) -> String {
    output_among(files, &[], name, settings, assumptions)
}

/// The same, beside templates with which values are exchanged.
pub(super) fn output_among(
    files: &Files,
    partners: &[&str],
    name: &str,
    settings: &Settings,
    assumptions: &Assumptions,
) -> String {
    let partners: Vec<String> = partners.iter().map(|path| path.to_string()).collect();
    output_in(&Template::open("t.yaml", &partners, files, settings), name, assumptions)
}

pub(super) fn output_from(
    files: &Files,
    path: &str,
    name: &str,
    settings: &Settings,
    assumptions: &Assumptions,
) -> String {
    output_in(&Template::open(path, &[], files, settings), name, assumptions)
}

fn output_in(template: &Template<'_>, name: &str, assumptions: &Assumptions) -> String {
    let mut evaluator = Evaluator::new(template, assumptions);
    let Some(entry) = template.document(0).outputs.get(name) else { panic!("no output {name}") };
    let Some(value) = member(&entry.node, "Value") else { panic!("no value in {name}") };
    let value = evaluator.eval(&value.value, &Scope::of_stack(0));
    match &value.kind {
        Kind::Unknown(symbol) if symbol.why().as_fault().is_some() => format!("fault: {}", symbol.why()),
        Kind::Unknown(symbol) if !symbol.has_identity() => match symbol.why().questions() {
            [] => format!("unknown: {}", symbol.why()),
            questions => format!("asks: {}", questions.join(", ")),
        },
        _ => json::encode(&value).to_string(),
    }
}
