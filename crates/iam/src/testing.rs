//! Documents, texts and requests for the tests, in a short notation: `<name>` is a symbol,
//! `<account>`, `<region>`, `<bucket>` and `<arn>` have their shapes, `<…>` has no identity, and a
//! list with the entry `<?>` is open.

use crate::document::{
    Clause, Condition, Document, Effect, Entry, PrincipalKind, PrincipalSet, Principals, Statement,
};
use crate::{Applied, Caller, Context, ContextValue, Decision, Request, Role, evaluate};
use known::{FileId, Known, Shape, Span, Symbol, Text, Why};
use serde_json::Value;

pub(crate) fn symbol(name: &str) -> Symbol {
    let why = Why::new(format!("`{name}` is not known"));
    match name {
        "account" => Symbol::new(name, why).shaped(Shape::Account).nonempty(),
        "region" => Symbol::new(name, why).shaped(Shape::Region).nonempty(),
        "bucket" => Symbol::new(name, why).shaped(Shape::Bucket).nonempty(),
        "arn" => Symbol::new(name, why).shaped(Shape::Arn).nonempty(),
        "…" => Symbol::anonymous(why),
        _ => Symbol::new(name, why),
    }
}

pub(crate) fn text(notation: &str) -> Text {
    let mut text = Text::new();
    let mut rest = notation;
    while let Some((before, after)) = rest.split_once('<') {
        let (name, behind) = after.split_once('>').unwrap();
        text.push_literal(before, None);
        text.push_symbol(symbol(name));
        rest = behind;
    }
    text.push_literal(rest, None);
    text
}

/// Every statement, clause and condition gets a place of its own.
pub(crate) fn document(json: &str) -> Document {
    let value: Value = serde_json::from_str(json).unwrap();
    let mut places = Places(0);
    let list = match &value["Statement"] {
        Value::Array(list) => list.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    };
    Document {
        span: Some(places.next()),
        version: value["Version"].as_str().map(text),
        statements: list.iter().map(|value| statement(value, &mut places)).collect(),
        open: value["open"].as_str().map(Why::new),
        flaws: Vec::new(),
    }
}

struct Places(usize);

impl Places {
    fn next(&mut self) -> Span {
        self.0 += 1;
        Span::new(FileId(0), self.0..self.0 + 1)
    }
}

fn statement(value: &Value, places: &mut Places) -> Statement {
    let clause = |name: &str, places: &mut Places| {
        let negated = format!("Not{name}");
        let (value, negated) = match (value.get(name), value.get(&negated)) {
            (Some(value), _) => (value, false),
            (None, Some(value)) => (value, true),
            (None, None) => return None,
        };
        let (entries, open) = entries(value, places);
        Some(Clause { span: Some(places.next()), negated, entries, open })
    };
    let span = places.next();
    Statement {
        span: Some(span),
        sid: None,
        effect: match value["Effect"].as_str() {
            Some("Allow") => Known::Set(Effect::Allow),
            Some("Deny") => Known::Set(Effect::Deny),
            Some(other) => Known::Unknown(Why::new(other)),
            None => Known::Absent,
        },
        principals: principals(value, places),
        actions: clause("Action", places),
        resources: clause("Resource", places),
        conditions: conditions(&value["Condition"], places),
        open_condition: value["open"].as_str().map(Why::new),
    }
}

fn entries(value: &Value, places: &mut Places) -> (Vec<Entry>, Option<Why>) {
    let list = match value {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    let mut open = None;
    let mut entries = Vec::new();
    for value in &list {
        match value {
            Value::String(notation) if notation == "<?>" => open = Some(Why::new("the list goes on")),
            Value::String(notation) => {
                entries.push(Entry { text: text(notation), span: Some(places.next()) })
            }
            other => entries.push(Entry { text: text(&other.to_string()), span: Some(places.next()) }),
        }
    }
    (entries, open)
}

fn principals(value: &Value, places: &mut Places) -> Option<Principals> {
    let (value, negated) = match (value.get("Principal"), value.get("NotPrincipal")) {
        (Some(value), _) => (value, false),
        (None, Some(value)) => (value, true),
        (None, None) => return None,
    };
    let set = |kind, value: &Value, places: &mut Places| {
        let (entries, open) = entries(value, places);
        PrincipalSet { kind, entries, open }
    };
    let sets = match value {
        Value::Object(map) => map
            .iter()
            .map(|(kind, value)| {
                let kind = match kind.as_str() {
                    "AWS" => PrincipalKind::Aws,
                    "Service" => PrincipalKind::Service,
                    "Federated" => PrincipalKind::Federated,
                    "CanonicalUser" => PrincipalKind::CanonicalUser,
                    other => PrincipalKind::Other(other.to_string()),
                };
                set(kind, value, places)
            })
            .collect(),
        everyone => vec![set(PrincipalKind::Everyone, everyone, places)],
    };
    Some(Principals { span: Some(places.next()), negated, sets, open: None })
}

fn conditions(value: &Value, places: &mut Places) -> Vec<Condition> {
    let mut result = Vec::new();
    for (operator, keys) in value.as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().unwrap() {
            let (values, open) = entries(values, places);
            result.push(Condition {
                span: Some(places.next()),
                operator: operator.clone(),
                key: text(key),
                key_span: None,
                values,
                open,
            });
        }
    }
    result
}

/// `key = value`, `key = a | b` for several values, `key -` for an absent one, one a line.
pub(crate) fn context(lines: &str) -> Context {
    let mut context = Context::default();
    for line in lines.lines().map(str::trim_start).filter(|line| !line.is_empty()) {
        match line.split_once(" = ") {
            Some((key, values)) => {
                context.set(key, ContextValue::Present(values.split(" | ").map(text).collect()));
            }
            None => context.absent(&[line.strip_suffix(" -").unwrap()]),
        }
    }
    context
}

pub(crate) fn service(name: &str) -> Caller {
    Caller::Service(text(name))
}

pub(crate) fn identity(arn: &str, account: &str) -> Caller {
    Caller::Identity { arn: text(arn), account: text(account) }
}

pub(crate) fn request(caller: Caller, action: &str, resource: &str, context: Context) -> Request {
    Request { caller, action: action.to_string(), resource: text(resource), context }
}

pub(crate) fn decide(policies: &[(Role, &str)], request: &Request) -> Decision {
    let documents: Vec<_> = policies.iter().map(|(role, json)| (*role, document(json))).collect();
    let applied: Vec<_> =
        documents.iter().map(|(role, document)| Applied { role: *role, document: Ok(document) }).collect();
    evaluate(&applied, request)
}

/// A decision in one line.
pub(crate) fn summary(decision: &Decision) -> String {
    match decision {
        Decision::Allowed(at) => format!("allowed by {}.{}", at.policy, at.statement),
        Decision::Denied { by, element, text, .. } => {
            format!("denied by {}.{}, {element:?}: {text}", by.policy, by.statement)
        }
        Decision::NotAllowed(None) => "not allowed".to_string(),
        Decision::NotAllowed(Some(miss)) => {
            let meant = if miss.meant { "meant" } else { "near" };
            let at = miss.statement;
            format!("not allowed, {meant} {}.{}, {:?}: {}", at.policy, at.statement, miss.element, miss.text)
        }
        Decision::Unknown { why, .. } => format!("unknown: {why}"),
    }
}
