//! The files of an account taken apart: documents by the call they belong to.

use super::account::Piece;
use super::field::setting;
use super::scan::{Scan, scan, shape_of};
use super::shape::Shape;
use super::{command, field};
use crate::input::{Text, Texts};
use crate::json;
use crate::reading::Record;
use crate::shell;
use crate::value::{Kind, Value};
use model::known::{Known, Setting, Span, Text as Words};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One request, answer or policy.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub path: String,
    pub shape: Shape,
    pub value: Setting<Value>,
    /// What stands for the whole where nothing better does.
    pub span: Option<Span>,
    /// The user named the file.
    pub named: bool,
    /// The text names log delivery.
    pub names_delivery: bool,
    /// The Region that a call is made in.
    pub region: Option<Words>,
    /// A call in a script.
    pub in_script: bool,
}

/// Reads every file; what cannot be read is a problem.
pub(super) fn read(pieces: &[Piece], texts: &dyn Texts, record: &Record) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut used = BTreeSet::new();
    for piece in pieces {
        let text = match texts.read(&piece.path) {
            Text::Read(text) => text,
            Text::Missing => {
                record.problem(&piece.path, None, "is not there");
                continue;
            }
            Text::Outside => {
                record.problem(&piece.path, None, "lies outside of the folders given");
                continue;
            }
            Text::Unreadable(reason) => {
                record.problem(&piece.path, None, reason);
                continue;
            }
        };
        match scan(&piece.path, text.as_bytes()) {
            Some(Scan::Script) => {
                let file = record.enlist(&piece.path, &text);
                let script = shell::lex(file, &piece.path, &text);
                let mut calls = command::Calls { path: &piece.path, texts, record, used: &mut used };
                documents.extend(calls.documents(&script));
            }
            Some(_) => documents.extend(of_json(piece, &text, record)),
            None => record.problem(&piece.path, None, "is no longer what it was"),
        }
    }
    // What a script hands to a call is read there.
    documents.retain(|document| document.in_script || document.named || !used.contains(&document.path));
    documents
}

fn of_json(piece: &Piece, text: &Arc<str>, record: &Record) -> Option<Document> {
    let path = &piece.path;
    let bytes = text.trim_start_matches('\u{feff}').trim_ascii_start().as_bytes();
    if bytes.is_empty() {
        record.problem(path, None, "is empty: a call that fails writes nothing");
        return None;
    }
    let shape = shape_of(bytes)?;
    let file = record.enlist(path, text);
    let parsed = match json::parse_source(file, text) {
        Ok(parsed) => parsed,
        Err(problem) => {
            record.problem(path, problem.span, problem.text);
            return None;
        }
    };
    for duplicate in &parsed.duplicates {
        let line = duplicate.first.and_then(|span| record.line(span)).unwrap_or_default();
        let name = &duplicate.name;
        let text = format!("`{name}` is given twice, first in line {line}, and the last one counts");
        record.problem(path, duplicate.second, text);
    }
    let value = parsed.value;
    let span = value.span;
    let document = Document {
        path: path.clone(),
        shape,
        span: first_name(&value),
        value: setting(value, span),
        named: piece.named,
        names_delivery: super::scan::names_delivery(bytes),
        region: None,
        in_script: false,
    };
    is_ours(&document).then_some(document)
}

/// A place to point at for a whole document: the name that it begins with.
fn first_name(value: &Value) -> Option<Span> {
    let Kind::Object(object) = &value.kind else { return value.span };
    object.members.values().filter_map(|member| member.key).min_by_key(|span| span.start).or(value.span)
}

/// What only looked like one of ours: the names are there, and something else stands behind them.
fn is_ours(document: &Document) -> bool {
    let value = &document.value;
    match document.shape {
        Shape::PolicyText => matches!(
            field::field(value, "Policy").set().map(|value| &value.kind),
            Some(Kind::Object(_) | Kind::Text(_))
        ),
        Shape::Role => field::text(&field::field(value, "Role"), "RoleName").set().is_some(),
        Shape::Aliases | Shape::LogGroups | Shape::ListClusters => {
            matches!(&value.value, Known::Set(value) if matches!(value.kind, Kind::Object(_) | Kind::List(_)))
        }
        _ => true,
    }
}
