//! Values to policy documents, for every language.
//!
//! Names of elements, `Allow`, `Deny` and the types of principals are taken as AWS takes them, case
//! and all. What AWS would refuse is read as far as it makes sense and kept as a flaw.

mod statement;

pub(crate) use statement::ELEMENTS;

use crate::json;
use crate::value::{Kind, Member, Object, Value};
use model::iam::{Document, Flaw};
use model::known::{Fault, Known, Span, Text, Why};
use std::sync::Arc;

/// The policy that a string or an object says. Null and the empty string are no policy at all; what
/// is not JSON is unknown for a fault that has its place in the source.
pub fn read(value: &Value) -> Known<Arc<Document>> {
    match &value.kind {
        Kind::Null => Known::Absent,
        Kind::Unknown(symbol) => Known::Unknown(symbol.why().clone()),
        Kind::Text(text) => of_text(text, value.span),
        Kind::Json(inner) => of_value(inner, value.span, Vec::new()),
        Kind::Object(_) => of_value(value, value.span, Vec::new()),
        Kind::Resource(instance) => {
            fault(format!("`{}` is a resource, not a policy", instance.address), value.span)
        }
        Kind::Bool(_) | Kind::Number(_) | Kind::List(_) => {
            fault(format!("a policy cannot be a {}", value.type_name()), value.span)
        }
    }
}

fn of_text(text: &Text, span: Option<Span>) -> Known<Arc<Document>> {
    match text.known() {
        Some(known) if known.is_empty() => return Known::Absent,
        _ => {}
    }
    match json::parse(text) {
        Ok(parsed) => {
            let twice = |duplicate: json::Duplicate| Flaw {
                text: format!("`{}` is given twice", duplicate.name),
                span: duplicate.second,
                is_certain: false,
            };
            of_value(&parsed.value, span, parsed.duplicates.into_iter().map(twice).collect())
        }
        Err(problem) => fault(format!("the policy is not JSON: {}", problem.text), problem.span.or(span)),
    }
}

fn of_value(value: &Value, outer: Option<Span>, flaws: Vec<Flaw>) -> Known<Arc<Document>> {
    let span = value.span.or(outer);
    match &value.kind {
        Kind::Object(object) => {
            let mut reader = Reader { flaws };
            let mut document = reader.document(object);
            document.span = span;
            document.flaws = reader.flaws;
            Known::Set(Arc::new(document))
        }
        Kind::Null => Known::Absent,
        Kind::Unknown(symbol) => Known::Unknown(symbol.why().clone()),
        Kind::Text(_) | Kind::Json(_) => {
            fault("the policy is a JSON string that holds a policy, so it was encoded twice".to_owned(), span)
        }
        _ => fault(format!("the policy is a JSON {}, not an object", json_type(value)), span),
    }
}

fn fault(text: String, span: Option<Span>) -> Known<Arc<Document>> {
    Known::Unknown(Why::fault(Fault::new(text, span)).malformed())
}

fn json_type(value: &Value) -> &'static str {
    match &value.kind {
        Kind::List(_) => "list",
        Kind::Bool(_) => "boolean",
        Kind::Number(_) => "number",
        _ => "value",
    }
}

/// Collects flaws on the way.
struct Reader {
    flaws: Vec<Flaw>,
}

impl Reader {
    fn flaw(&mut self, text: impl Into<String>, span: Option<Span>) {
        self.flaws.push(Flaw { text: text.into(), span, is_certain: true });
    }

    fn document(&mut self, object: &Object) -> Document {
        let mut document = Document { open: object.open.clone(), ..Document::default() };
        self.names(object, &["Version", "Id", "Statement"], "a policy");
        if let Some(member) = given(object, "Version") {
            document.version = self.version(member);
        }
        match given(object, "Statement") {
            Some(member) => self.statements(&mut document, &member.value, false),
            None if object.open.is_some() => {}
            None => self.flaw("a policy must have a `Statement`", None),
        }
        document
    }

    fn version(&mut self, member: &Member) -> Option<Text> {
        match &member.value.kind {
            Kind::Unknown(symbol) => Some(Text::symbol(symbol.clone())),
            Kind::Text(text) => {
                if let Some(known) = text.known().filter(|text| text != "2012-10-17" && text != "2008-10-17")
                {
                    self.flaw(format!("`{known}` is no version of the policy language"), place(member));
                }
                Some(text.clone())
            }
            _ => {
                self.flaw("`Version` must be a string", place(member));
                None
            }
        }
    }

    fn statements(&mut self, document: &mut Document, value: &Value, within: bool) {
        match &value.kind {
            Kind::List(list) if !within => {
                for item in &list.items {
                    self.statements(document, item, true);
                }
                document.open = document.open.take().or_else(|| list.open.clone());
                if list.items.is_empty() && list.open.is_none() {
                    self.flaw("`Statement` is an empty list", value.span);
                }
            }
            Kind::Object(object) => {
                let statement = self.statement(object, value.span);
                document.statements.push(statement);
            }
            Kind::Unknown(symbol) => {
                document.open = document.open.take().or_else(|| Some(symbol.why().clone()))
            }
            _ if within => self.flaw("a statement must be an object", value.span),
            _ => self.flaw("`Statement` must be an object or a list of objects", value.span),
        }
    }

    /// Elements that AWS does not know, with the one that was meant.
    fn names(&mut self, object: &Object, known: &[&str], owner: &str) {
        for (name, member) in &object.members {
            if known.contains(&name.as_str()) {
                continue;
            }
            let meant = known.iter().find(|known| known.eq_ignore_ascii_case(name));
            let hint = meant.map(|meant| format!(", it is written `{meant}`")).unwrap_or_default();
            self.flaw(
                format!("`{name}` is not an element of {owner}{hint}"),
                member.key.or(member.value.span),
            );
        }
    }
}

/// A member that is there and not null.
fn given<'a>(object: &'a Object, name: &str) -> Option<&'a Member> {
    object.members.get(name).filter(|member| !member.value.is_null())
}

/// The element as it stands in the policy, with its value if that is written beside the name.
fn place(member: &Member) -> Option<Span> {
    let Some(key) = member.key else { return member.value.span };
    let beside =
        |value: &Span| value.file == key.file && value.start >= key.end && value.start - key.end <= 64;
    Some(member.value.span.filter(beside).map_or(key, |value| key.to(value)))
}

#[cfg(test)]
#[path = "policy/tests.rs"]
mod tests;
