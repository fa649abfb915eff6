//! What is replaced inside of any string: `{{resolve:ssm:/path}}` when the stack is created, `${self:custom.name}`
//! before that, where the Serverless Framework writes the template.

use super::row::Row;
use crate::value::{Kind, Value};
use model::known::{Part, Settle, Span, Symbol, Text, Why};

const BEGIN: &str = "{{resolve:";
const END: &str = "}}";

/// Begins of what the Serverless Framework fills in. None of them is a name in a template, or a variable
/// of a policy as `${s3:prefix}` is.
const FRAMEWORK: [&str; 8] = ["self:", "opt:", "env:", "file(", "param:", "sls:", "cf:", "ssm:/"];
/// Characters of a reference; longer ones stay text.
const LONGEST: usize = 1_000;

/// The value with every dynamic reference in it as a symbol: equal references are equal values.
pub(super) fn resolved(value: Value, span: Option<Span>) -> Value {
    match &value.kind {
        Kind::Text(text) if contains(text, BEGIN) || contains(text, "${") => {
            let text = written(&replaced(text, span), span);
            match text.as_symbol() {
                Some(symbol) => Value::symbol(symbol.clone()),
                None => Value::text(text),
            }
        }
        _ => value,
    }
}

/// Only literals begin one: what a symbol stands for is known too late.
fn contains(text: &Text, begin: &str) -> bool {
    text.parts().iter().any(|part| matches!(part, Part::Literal(literal, _) if literal.contains(begin)))
}

/// The text with what the Serverless Framework fills in as symbols.
pub(super) fn written(text: &Text, span: Option<Span>) -> Text {
    let row = Row::new(text);
    let (mut whole, mut done) = (Text::new(), 0);
    for (start, _) in row.text.match_indices("${") {
        let inner = row.text.get(start + 2..).unwrap_or_default();
        if start < done || !FRAMEWORK.iter().any(|begin| inner.starts_with(begin)) {
            continue;
        }
        let Some(length) = closed(inner) else { continue };
        let end = start + 2 + length;
        let reference = row.cut(start + 2..end);
        let why = Why::new(format!("the Serverless Framework fills in `${{{reference}}}`")).at(span);
        whole.push(&row.cut(done..start));
        whole.push_symbol(match Value::text(reference).term() {
            Some(term) => Symbol::new(format!("serverless({term})"), why),
            None => Symbol::anonymous(why),
        });
        done = end + 1;
    }
    whole.push(&row.cut(done..row.text.len()));
    whole
}

/// Where the brace that is open closes.
fn closed(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().take(LONGEST) {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn replaced(text: &Text, span: Option<Span>) -> Text {
    let row = Row::new(text);
    let (mut whole, mut done) = (Text::new(), 0);
    for (start, _) in row.text.match_indices(BEGIN) {
        let Some(length) = row.text.get(start..).and_then(|rest| rest.find(END)) else { break };
        if start < done {
            continue;
        }
        let end = start + length;
        whole.push(&row.cut(done..start));
        whole.push_symbol(symbol(&row.cut(start + BEGIN.len()..end), span));
        done = end + END.len();
    }
    whole.push(&row.cut(done..row.text.len()));
    whole
}

/// `ssm:/path`, `ssm:/path:3`, `secretsmanager:…`.
fn symbol(reference: &Text, span: Option<Span>) -> Symbol {
    let parts = reference.split(':');
    // Without a version it is what a parameter of the type `AWS::SSM::Parameter::Value` reads.
    if let [service, path] = parts.as_slice()
        && service.known().as_deref() == Some("ssm")
    {
        let said = path.to_string();
        return match Value::text(path.clone()).term() {
            Some(term) => of_ssm(&term, &said, span),
            None => Symbol::anonymous(why_of_ssm(&said, span)),
        };
    }
    let why = Why::new(format!("`{BEGIN}{reference}{END}` is read when the stack is created")).at(span);
    match Value::text(reference.clone()).term() {
        Some(term) => {
            let why = why.settled_by(Settle::Outside(reference.to_string()));
            Symbol::new(format!("resolve({term})"), why).nonempty()
        }
        None => Symbol::anonymous(why),
    }
}

/// A value of the Systems Manager, by the term of its path.
pub(super) fn of_ssm(term: &str, path: &str, span: Option<Span>) -> Symbol {
    let why = why_of_ssm(path, span).settled_by(Settle::Outside(path.to_owned()));
    Symbol::new(format!("ssm({term})"), why).nonempty()
}

pub(super) fn why_of_ssm(path: &str, span: Option<Span>) -> Why {
    Why::new(format!("the SSM parameter `{path}` is read when the stack is created")).at(span)
}
