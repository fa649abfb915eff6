//! Documents merged into one, statement by statement.

use super::{Refused, known, set};
use crate::json;
use crate::policy::ELEMENTS;
use crate::value::{Flavor, Kind, List, Member, Object, Shared, Value};
use model::known::{Fault, Known, Span, Text, Truth, Why};
use std::collections::BTreeMap;

/// A document that grows as others are merged into it.
#[derive(Default)]
pub(super) struct Merged {
    version: Option<Value>,
    id: Option<Value>,
    statements: Vec<Value>,
    open: Option<Why>,
}

/// By what a statement is replaced.
enum Sid {
    /// A blank one is never replaced.
    Blank,
    Text(Text),
    Unknown(Why),
}

impl Merged {
    /// The later version of two counts.
    pub fn version(&mut self, version: Value) {
        let later = match &self.version {
            Some(old) => known(old) < known(&version),
            None => true,
        };
        if later {
            self.version = Some(version);
        }
    }

    pub fn id(&mut self, id: &Value) {
        if !id.is_null() && known(id).as_deref() != Some("") {
            self.id = Some(id.clone());
        }
    }

    /// Puts the statement in the place of the one with the same `Sid`, or at the end.
    pub fn statement(&mut self, statement: Value) {
        let same = |other: &Value| match (sid(&statement), sid(other)) {
            (Sid::Blank, _) | (_, Sid::Blank) => Truth::No,
            (Sid::Text(a), Sid::Text(b)) => a.equals(&b),
            (Sid::Unknown(why), _) | (_, Sid::Unknown(why)) => Truth::Unknown(why),
        };
        let truths: Vec<Truth> = self.statements.iter().map(same).collect();
        if let Some(at) = truths.iter().position(Truth::is_yes) {
            if let Some(old) = self.statements.get_mut(at) {
                *old = statement;
            }
            return;
        }
        for (old, truth) in self.statements.iter_mut().zip(&truths) {
            if let Some(why) = truth.why() {
                *old = Value::unknown(why.clone()).at(old.span);
            }
        }
        self.statements.push(statement);
    }

    /// Statements that nobody knows: each may replace any that has a `Sid`.
    pub fn unknown_statements(&mut self, why: &Why) {
        for old in &mut self.statements {
            if !matches!(sid(old), Sid::Blank) {
                *old = Value::unknown(why.clone()).at(old.span);
            }
        }
        self.open.get_or_insert_with(|| why.clone());
    }

    /// The documents of one argument, in their order. `role` is what they are called in messages.
    pub fn documents(&mut self, documents: &Value, role: &str) -> Refused<()> {
        let items = match &documents.kind {
            Kind::Null => return Ok(()),
            Kind::List(list) => {
                if let Some(why) = &list.open {
                    self.unknown_statements(why);
                }
                list.items.as_slice()
            }
            _ => std::slice::from_ref(documents),
        };
        let mut sids = Vec::new();
        for document in items {
            let statements = self.document(document, role)?;
            for statement in statements {
                if let (Sid::Text(sid), "source") = (sid(&statement), role) {
                    if sids.iter().any(|other| sid.equals(other).is_yes()) {
                        let text = format!("the Sid `{sid}` stands twice in the source policy documents");
                        return Err(Fault::new(text, statement.span.or(document.span)));
                    }
                    sids.push(sid);
                }
                self.statement(statement);
            }
        }
        Ok(())
    }

    fn document(&mut self, document: &Value, role: &str) -> Refused<Vec<Value>> {
        let refused = |text: String, span: Option<Span>| Err(Fault::new(text, span.or(document.span)));
        let value = match &document.kind {
            Kind::Json(inner) => Value::clone(inner),
            Kind::Text(text) if text.is_empty().is_yes() => return Ok(Vec::new()),
            Kind::Text(text) => match json::parse(text) {
                Ok(parsed) => parsed.value,
                Err(problem) => {
                    return refused(
                        format!("the {role} policy document is not JSON: {}", problem.text),
                        problem.span,
                    );
                }
            },
            _ => document.clone(),
        };
        match &value.kind {
            Kind::Null => Ok(Vec::new()),
            Kind::Unknown(symbol) => {
                self.unknown_statements(symbol.why());
                Ok(Vec::new())
            }
            Kind::Object(object) => self.members(object, role, value.span.or(document.span)),
            _ => refused(format!("the {role} policy document is not a JSON object"), value.span),
        }
    }

    fn members(&mut self, object: &Object, role: &str, span: Option<Span>) -> Refused<Vec<Value>> {
        if let Some(why) = &object.open {
            self.unknown_statements(why);
        }
        let members = canonical(object, &["Version", "Id", "Statement"]);
        if let Some(version) = members.get("Version") {
            self.version(version.value.clone());
        }
        if let Some(id) = members.get("Id") {
            self.id(&id.value);
        }
        let Some(statements) = members.get("Statement") else { return Ok(Vec::new()) };
        match &statements.value.kind {
            Kind::List(list) => {
                if let Some(why) = &list.open {
                    self.unknown_statements(why);
                }
                Ok(list.items.iter().filter(|item| !item.is_null()).map(normal).collect())
            }
            Kind::Unknown(symbol) => {
                self.unknown_statements(symbol.why());
                Ok(Vec::new())
            }
            _ => {
                let text = format!("the `Statement` of the {role} policy document must be a list");
                Err(Fault::new(text, statements.key.or(statements.value.span).or(span)))
            }
        }
    }

    pub fn into_value(self) -> Value {
        let mut document = Object::default();
        for (name, value) in [("Version", self.version), ("Id", self.id)] {
            if let Some(value) = value {
                set(&mut document, name, value.span, value);
            }
        }
        if !self.statements.is_empty() || self.open.is_some() {
            let list = List { flavor: Flavor::Tuple, items: self.statements, open: self.open, loose: false };
            set(&mut document, "Statement", None, Kind::List(Shared::new(list)).into());
        }
        Kind::Object(Shared::new(document)).into()
    }
}

fn sid(statement: &Value) -> Sid {
    let object = match &statement.kind {
        Kind::Object(object) => object,
        Kind::Unknown(symbol) => return Sid::Unknown(symbol.why().clone()),
        _ => return Sid::Blank,
    };
    let Some(member) = object.members.get("Sid") else {
        return object.open.clone().map_or(Sid::Blank, Sid::Unknown);
    };
    match member.value.to_text() {
        Some(Known::Set(text)) if !text.is_empty().is_yes() => Sid::Text(text),
        Some(Known::Unknown(why)) => Sid::Unknown(why),
        _ => Sid::Blank,
    }
}

/// The members under their proper names, whatever their case; others are dropped, and so is null.
fn canonical(object: &Object, names: &[&str]) -> BTreeMap<String, Member> {
    let mut members = BTreeMap::new();
    for (written, member) in &object.members {
        let name = names.iter().find(|name| name.eq_ignore_ascii_case(written));
        if let Some(name) = name.filter(|_| !member.value.is_null()) {
            members.insert((*name).to_owned(), member.clone());
        }
    }
    members
}

/// A statement of a merged document as the provider writes it again.
fn normal(statement: &Value) -> Value {
    let Kind::Object(object) = &statement.kind else { return statement.clone() };
    let mut members = canonical(object, &ELEMENTS);
    if let Some(condition) = members.get_mut("Condition") {
        condition.value = without_numbers(&condition.value, 2);
    }
    let object = Object { members, is_map: false, open: object.open.clone() };
    Value::new(Kind::Object(Shared::new(object)), statement.span)
}

/// A condition key whose value is a bare number does not survive the provider.
fn without_numbers(value: &Value, depth: usize) -> Value {
    let Kind::Object(object) = &value.kind else { return value.clone() };
    let mut object = Object::clone(object);
    if depth == 1 {
        object.members.retain(|_, member| !matches!(member.value.kind, Kind::Number(_)));
    } else {
        for member in object.members.values_mut() {
            member.value = without_numbers(&member.value, depth - 1);
        }
    }
    Value::new(Kind::Object(Shared::new(object)), value.span)
}
