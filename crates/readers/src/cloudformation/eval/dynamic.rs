//! Dynamic references: `{{resolve:ssm:/path}}` inside of any string is replaced when the stack is created.

use super::row::Row;
use crate::value::{Kind, Value};
use model::known::{Part, Settle, Span, Symbol, Text, Why};

const BEGIN: &str = "{{resolve:";
const END: &str = "}}";

/// The value with every dynamic reference in it as a symbol: equal references are equal values.
pub(super) fn resolved(value: Value, span: Option<Span>) -> Value {
    match &value.kind {
        Kind::Text(text) if is_candidate(text) => {
            let text = replaced(text, span);
            match text.as_symbol() {
                Some(symbol) => Value::symbol(symbol.clone()),
                None => Value::text(text),
            }
        }
        _ => value,
    }
}

/// Only literals begin one: what a symbol stands for is known too late.
fn is_candidate(text: &Text) -> bool {
    text.parts().iter().any(|part| matches!(part, Part::Literal(literal, _) if literal.contains(BEGIN)))
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
