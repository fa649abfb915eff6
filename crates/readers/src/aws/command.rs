//! Calls of the AWS CLI in a script, as the requests that they make.

use super::document::Document;
use super::field;
use super::shape::Shape;
use super::shorthand;
use crate::input::{Text as Read, Texts};
use crate::json;
use crate::path::{join, parent};
use crate::reading::Record;
use crate::shell::{Command, Script, Word};
use crate::value::{Kind, Member, Object, Shared, Value};
use model::known::{Part, Span, Text, Why};
use std::collections::BTreeSet;

/// Service and operation, and the request.
const OPERATIONS: [(&str, &str, Shape); 9] = [
    ("kafka", "create-cluster", Shape::CreateCluster),
    ("kafka", "create-cluster-v2", Shape::CreateClusterV2),
    ("kafka", "update-monitoring", Shape::UpdateMonitoring),
    ("kafka", "create-replicator", Shape::CreateReplicator),
    ("kafkaconnect", "create-connector", Shape::CreateConnector),
    ("s3api", "put-bucket-policy", Shape::PolicyText),
    ("s3api", "put-bucket-encryption", Shape::BucketEncryption),
    ("kms", "put-key-policy", Shape::PolicyText),
    ("logs", "create-log-group", Shape::LogGroups),
];

/// Options that hold a structure rather than a string, under their names in the request.
const STRUCTURES: [&str; 6] = [
    "LoggingInfo",
    "LogDelivery",
    "Provisioned",
    "Serverless",
    "ServerSideEncryptionConfiguration",
    "CliInputJson",
];

/// Options of the CLI itself that have a value, before the service or behind the operation.
const GLOBAL: [&str; 9] = [
    "--region",
    "--profile",
    "--output",
    "--query",
    "--endpoint-url",
    "--color",
    "--ca-bundle",
    "--cli-read-timeout",
    "--cli-connect-timeout",
];

pub(super) struct Calls<'a> {
    pub path: &'a str,
    pub texts: &'a dyn Texts,
    pub record: &'a Record,
    /// Files that were handed to a call.
    pub used: &'a mut BTreeSet<String>,
}

impl Calls<'_> {
    pub fn documents(&mut self, script: &Script) -> Vec<Document> {
        let documents: Vec<Document> =
            script.commands.iter().filter_map(|command| self.document(script, command)).collect();
        // Elsewhere in the script an open quote is none of our business.
        if !documents.is_empty() {
            for (span, problem) in &script.problems {
                self.record.problem(self.path, *span, *problem);
            }
        }
        documents
    }

    fn document(&mut self, script: &Script, command: &Command) -> Option<Document> {
        let words = behind_name(command)?;
        let (service, words) = next_plain(words)?;
        let (operation, words) = next_plain(words)?;
        let spoken = command.words.len().checked_sub(words.len() + 1).and_then(|at| command.words.get(at))?;
        let begin = command.words.first().and_then(|word| Some(word.span?.to(spoken.span?)));
        let (_, _, shape) =
            OPERATIONS.iter().find(|(a, b, _)| (*a, *b) == (service.as_str(), operation.as_str()))?;
        let span = command.span();
        let mut object = Object::default();
        let mut region = None;
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            let Some((name, given)) = option(word) else { continue };
            let value = match given {
                Some(value) => Some(value),
                None => words.get(at).filter(|next| option(next).is_none()).map(|next| {
                    at += 1;
                    next.clone()
                }),
            };
            if name == "Region" {
                region = value.map(|word| word.text);
            } else if name == "CliInputJson" {
                self.input(script, value, &mut object);
            } else {
                let value = self.value(script, &name, value, word.span);
                object.members.insert(name, Member { key: word.span, value });
            }
        }
        let value = Value::new(Kind::Object(Shared::new(object)), span);
        let value = match shape {
            // The answer of `describe-log-groups` has a list of what this creates one of.
            Shape::LogGroups => Value::tuple(vec![value]),
            _ => value,
        };
        let names_delivery = true;
        Some(Document {
            path: self.path.to_owned(),
            shape: *shape,
            value: field::setting(value, span),
            span: begin.or(span),
            named: false,
            names_delivery,
            region,
            in_script: true,
        })
    }

    /// `--cli-input-json`: what stands beside it counts more.
    fn input(&mut self, script: &Script, word: Option<Word>, object: &mut Object) {
        let Some(word) = word else { return };
        let value = self.value(script, "CliInputJson", Some(word), None);
        match &value.kind {
            Kind::Object(given) => {
                for (name, member) in &given.members {
                    object.members.entry(name.clone()).or_insert_with(|| member.clone());
                }
            }
            Kind::Unknown(symbol) => object.open = Some(symbol.why().clone()),
            _ => {}
        }
    }

    fn value(&mut self, script: &Script, name: &str, word: Option<Word>, option: Option<Span>) -> Value {
        let Some(word) = word else { return Value::new(Kind::Bool(true), option) };
        let (text, span) = match self.content(script, &word) {
            Ok(Some(text)) => (text, None),
            Ok(None) => (word.text.clone(), word.span),
            Err(why) => return Value::unknown(why).at(word.span),
        };
        if !STRUCTURES.contains(&name) {
            let span = span.or(text.span());
            return Value::text(text).at(span);
        }
        self.structure(name, &text, span.or(word.span))
    }

    fn structure(&mut self, name: &str, text: &Text, span: Option<Span>) -> Value {
        let first = text.parts().iter().find_map(|part| match part {
            Part::Literal(text, _) => text.trim_start_matches('\u{feff}').trim_start().chars().next().map(Ok),
            Part::Symbol(symbol) => Some(Err(symbol)),
        });
        match first {
            None => Value::null().at(span),
            Some(Err(symbol)) => Value::unknown(symbol.why().clone()).at(span),
            Some(Ok('{' | '[')) => match json::parse(text) {
                Ok(parsed) => {
                    for twice in parsed.duplicates {
                        let text = format!("`{}` is given twice, and the last one counts", twice.name);
                        self.record.problem(self.path, twice.second.or(span), text);
                    }
                    let place = parsed.value.span.or(span);
                    parsed.value.at(place)
                }
                Err(problem) => {
                    let text = format!("the value of `{}` is not JSON: {}", written(name), problem.text);
                    self.unread(&text, problem.span.or(span))
                }
            },
            Some(Ok(_)) => match shorthand::parse(text) {
                Ok(value) => value,
                Err((problem, place)) => {
                    let text = format!("the value of `{}` cannot be read: {problem}", written(name));
                    self.unread(&text, place.or(span))
                }
            },
        }
    }

    fn unread(&self, text: &str, span: Option<Span>) -> Value {
        self.record.problem(self.path, span, text);
        Value::unknown(Why::new(text).at(span)).at(span)
    }

    /// What `file://…` stands for: a file, or what the script has written into it before.
    fn content(&mut self, script: &Script, word: &Word) -> Result<Option<Text>, Why> {
        let starts = |text: &str| text.starts_with("file://") || text.starts_with("fileb://");
        match word.text.parts().first() {
            Some(Part::Literal(start, _)) if starts(start) => {}
            _ => return Ok(None),
        }
        let Some(known) = word.text.known() else {
            let why = word.text.why().unwrap_or_else(|| Why::new("the name of the file is not known"));
            return Err(why);
        };
        let name = known.split_once("://").map_or("", |(_, name)| name);
        let written = script.commands.iter().rev().filter_map(|command| {
            let output = command.output.as_ref()?.text.known()?;
            (join(".", &output) == join(".", name)).then(|| command.input.clone())
        });
        if let Some(found) = written.into_iter().next() {
            let why = || Why::new(format!("what the script writes into `{name}` is not known")).at(word.span);
            return found.map(Some).ok_or_else(why);
        }
        // Relative to wherever the script runs: its own folder, or where msklint does.
        for path in [join(&parent(self.path), name), join(".", name)] {
            if let Read::Read(text) = self.texts.read(&path) {
                let file = self.record.enlist(&path, &text);
                self.used.insert(path);
                let content = text.trim_start_matches('\u{feff}');
                let offset = u32::try_from(text.len() - content.len()).unwrap_or_default();
                return Ok(Some(Text::literal_at(content, Some(model::known::Pos { file, offset }))));
            }
        }
        Err(Why::new(format!("the file `{name}` is not here")).at(word.span))
    }
}

/// `LoggingInfo` as the option is written.
fn written(name: &str) -> String {
    let mut option = "-".to_owned();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            option.push('-');
        }
        option.push(c.to_ascii_lowercase());
    }
    option
}

/// The words behind `aws`, and behind what runs it.
fn behind_name(command: &Command) -> Option<&[Word]> {
    let is_aws = |word: &Word| {
        word.text.known().is_some_and(|name| name == "aws" || name.ends_with("/aws") || name == "aws.exe")
    };
    let at = command.words.iter().take(6).position(is_aws)?;
    command.words.get(at + 1..)
}

/// The next word that is no option of the CLI itself.
fn next_plain(mut words: &[Word]) -> Option<(String, &[Word])> {
    loop {
        let (first, rest) = words.split_first()?;
        let known = first.text.known()?;
        if !known.starts_with("--") {
            return Some((known, rest));
        }
        let skipped = usize::from(GLOBAL.contains(&known.as_str()));
        words = rest.get(skipped..)?;
    }
}

/// `--cluster-name` as `ClusterName`, and the value of `--cluster-name=orders`.
fn option(word: &Word) -> Option<(String, Option<Word>)> {
    let (Part::Literal(start, at), rest) = word.text.parts().split_first()? else { return None };
    let name = start.strip_prefix("--")?;
    let (name, value) = match name.split_once('=') {
        Some((name, value)) => {
            let behind = start.len() - value.len();
            let at = at.map(|at| model::known::Pos {
                offset: at.offset.saturating_add(u32::try_from(behind).unwrap_or_default()),
                ..at
            });
            let mut text = Text::literal_at(value, at);
            for part in rest {
                match part {
                    Part::Literal(literal, at) => text.push_literal(literal.as_str(), *at),
                    Part::Symbol(symbol) => text.push_symbol(symbol.clone()),
                }
            }
            let span = text.span().or(word.span);
            (name, Some(Word { text, span }))
        }
        None => (name, None),
    };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let pascal = |part: &str| {
        let mut chars = part.chars();
        chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
    };
    is_name.then(|| (name.split('-').map(pascal).collect(), value))
}
