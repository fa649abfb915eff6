//! `data.aws_iam_policy_document` as the provider renders it: a pure function from the evaluated
//! blocks to the JSON that `json` yields, with the place of every element kept.

use crate::json;
use crate::value::{Flavor, Kind, List, Member, Object, Value};
use model::known::{Known, Part, Span, Text, Why};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The arguments of the data source. Absent arguments are null.
#[derive(Clone, Debug)]
pub struct DocumentArgs {
    pub version: Value,
    pub policy_id: Value,
    pub source_policy_documents: Value,
    pub override_policy_documents: Value,
    pub statements: Vec<StatementArgs>,
    /// There may be statements that are not known.
    pub open: Option<Why>,
}

#[derive(Clone, Debug)]
pub struct StatementArgs {
    pub sid: Value,
    pub effect: Value,
    pub actions: Value,
    pub not_actions: Value,
    pub resources: Value,
    pub not_resources: Value,
    pub principals: Blocks<PrincipalArgs>,
    pub not_principals: Blocks<PrincipalArgs>,
    pub conditions: Blocks<ConditionArgs>,
    pub span: Option<Span>,
}

/// Nested blocks, of which there may be more than are known.
#[derive(Clone, Debug)]
pub struct Blocks<T> {
    pub list: Vec<T>,
    pub open: Option<Why>,
}

#[derive(Clone, Debug)]
pub struct PrincipalArgs {
    pub kind: Value,
    pub identifiers: Value,
    pub span: Option<Span>,
}

#[derive(Clone, Debug)]
pub struct ConditionArgs {
    pub test: Value,
    pub variable: Value,
    pub values: Value,
    pub span: Option<Span>,
}

/// A list of statements that grows by merging documents.
#[derive(Default)]
struct Statements {
    list: Vec<Value>,
    open: Option<Why>,
}

/// The string that the attribute `json` yields.
pub fn render(args: &DocumentArgs) -> Value {
    let mut merged = Statements::default();
    merged.documents(&args.source_policy_documents);
    for statement in &args.statements {
        merged.merge(rendered(statement));
    }
    merged.open = merged.open.take().or(args.open.clone());
    merged.documents(&args.override_policy_documents);
    let mut document = Object::default();
    let mut set = |name: &str, value: Value| {
        document.members.insert(name.to_owned(), Member { key: value.span, value });
    };
    set("Version", if args.version.is_null() { Value::string("2012-10-17") } else { args.version.clone() });
    if !args.policy_id.is_null() {
        set("Id", args.policy_id.clone());
    }
    set("Statement", list(merged.list, merged.open));
    let document = Value::from(Kind::Object(Arc::new(document)));
    Kind::Json(Arc::new(document)).into()
}

impl Statements {
    /// A statement replaces the one with the same `Sid`, in its place.
    fn merge(&mut self, statement: Value) {
        let same = sid(&statement).and_then(|new| self.list.iter().position(|old| sid(old).as_ref() == Some(&new)));
        match same.and_then(|at| self.list.get_mut(at)) {
            Some(old) => *old = statement,
            None => self.list.push(statement),
        }
    }

    fn documents(&mut self, documents: &Value) {
        match &documents.kind {
            Kind::Null => {}
            Kind::List(list) => {
                for document in &list.items {
                    self.document(document);
                }
                self.open = self.open.take().or(list.open.clone());
            }
            _ => self.unclear(documents),
        }
    }

    fn unclear(&mut self, document: &Value) {
        let why = document.why().cloned().unwrap_or_else(|| Why::new("a merged policy document is not known"));
        self.open.get_or_insert(why);
    }

    fn document(&mut self, document: &Value) {
        let parsed = match &document.kind {
            Kind::Null => return,
            Kind::Json(inner) => Value::clone(inner),
            Kind::Text(text) if text.is_empty().is_yes() => return,
            Kind::Text(text) => match json::parse(text) {
                Ok(parsed) => parsed.value,
                Err(_) => return self.unclear(document),
            },
            _ => return self.unclear(document),
        };
        let Kind::Object(object) = &parsed.kind else { return self.unclear(document) };
        match object.members.get("Statement").map(|member| &member.value) {
            Some(Value { kind: Kind::List(list), .. }) => {
                for statement in &list.items {
                    self.merge(statement.clone());
                }
                self.open = self.open.take().or(list.open.clone());
            }
            Some(one @ Value { kind: Kind::Object(_), .. }) => self.merge(one.clone()),
            Some(other) => self.unclear(&other.clone()),
            None => self.open = self.open.take().or(object.open.clone()),
        }
    }
}

fn sid(statement: &Value) -> Option<String> {
    let Kind::Object(object) = &statement.kind else { return None };
    match object.members.get("Sid")?.value.to_text()? {
        Known::Set(text) => Some(text.to_string()).filter(|sid| !sid.is_empty()),
        _ => None,
    }
}

fn list(items: Vec<Value>, open: Option<Why>) -> Value {
    Kind::List(Arc::new(List { flavor: Flavor::Tuple, items, open })).into()
}

fn rendered(args: &StatementArgs) -> Value {
    let mut object = Object::default();
    let mut set = |name: &str, value: Value| {
        object.members.insert(name.to_owned(), Member { key: value.span.or(args.span), value });
    };
    if args.sid.to_text().is_some_and(|sid| !matches!(sid, Known::Absent)) && !is_empty(&args.sid) {
        set("Sid", args.sid.clone());
    }
    set("Effect", if args.effect.is_null() { Value::string("Allow").at(args.span) } else { args.effect.clone() });
    let clauses = [
        ("Action", &args.actions),
        ("NotAction", &args.not_actions),
        ("Resource", &args.resources),
        ("NotResource", &args.not_resources),
    ];
    for (name, values) in clauses {
        // An empty list is left out, which makes a statement without `Resource`.
        if let Some(values) = strings(values) {
            set(name, values);
        }
    }
    for (name, blocks) in [("Principal", &args.principals), ("NotPrincipal", &args.not_principals)] {
        if let Some(principals) = principals(blocks, args.span) {
            set(name, principals);
        }
    }
    if let Some(conditions) = conditions(&args.conditions, args.span) {
        set("Condition", conditions);
    }
    Value::new(Kind::Object(Arc::new(object)), args.span)
}

fn is_empty(value: &Value) -> bool {
    matches!(value.to_text(), Some(Known::Set(text)) if text.is_empty().is_yes())
}

/// A set of strings: one of them stands alone. `None` where it is empty or not given.
fn strings(values: &Value) -> Option<Value> {
    match &values.kind {
        Kind::Null => None,
        Kind::List(given) => {
            let items: Vec<Value> = given.items.iter().map(with_variables).collect();
            match (items.as_slice(), &given.open) {
                ([], None) => None,
                ([only], None) => Some(Value { span: only.span.or(values.span), ..only.clone() }),
                _ => Some(list(items, given.open.clone()).at(values.span)),
            }
        }
        _ => Some(with_variables(values)),
    }
}

/// `&{…}` is how a policy variable is written, since `${…}` is Terraform's own.
fn with_variables(value: &Value) -> Value {
    let Kind::Text(text) = &value.kind else { return value.clone() };
    let has = |part: &Part| matches!(part, Part::Literal(literal, _) if literal.contains("&{"));
    if !text.parts().iter().any(has) {
        return value.clone();
    }
    let mut result = Text::new();
    for part in text.parts() {
        match part {
            // One character for one: the places stay right.
            Part::Literal(literal, at) => result.push_literal(literal.replace("&{", "${"), *at),
            Part::Symbol(symbol) => result.push_symbol(symbol.clone()),
        }
    }
    Value::new(Kind::Text(result), value.span)
}

fn principals(blocks: &Blocks<PrincipalArgs>, span: Option<Span>) -> Option<Value> {
    if blocks.list.is_empty() && blocks.open.is_none() {
        return None;
    }
    if let ([only], None) = (blocks.list.as_slice(), &blocks.open) {
        if text_of(&only.kind).as_deref() == Some("*") {
            return strings(&only.identifiers).map(|everyone| everyone.at(only.span));
        }
    }
    let mut grouped = Grouped { members: BTreeMap::new(), open: blocks.open.clone() };
    for block in &blocks.list {
        grouped.add(&block.kind, &block.identifiers, block.span);
    }
    Some(grouped.into_value(span))
}

fn conditions(blocks: &Blocks<ConditionArgs>, span: Option<Span>) -> Option<Value> {
    if blocks.list.is_empty() && blocks.open.is_none() {
        return None;
    }
    let mut tests: BTreeMap<String, Grouped> = BTreeMap::new();
    let mut open = blocks.open.clone();
    for block in &blocks.list {
        match text_of(&block.test) {
            Some(test) => tests.entry(test).or_default().add(&block.variable, &block.values, block.span),
            None => open = block.test.why().cloned().or(open).or_else(|| Some(Why::new("a condition's test is not known"))),
        }
    }
    let members = tests.into_iter().map(|(test, keys)| {
        let value = keys.into_value(span);
        (test, Member { key: value.span, value })
    });
    let members = members.collect();
    Some(Value::new(Kind::Object(Arc::new(Object { members, is_map: false, open })), span))
}

/// Lists of strings by name, where one name may come several times.
#[derive(Default)]
struct Grouped {
    members: BTreeMap<String, (Option<Span>, Vec<Value>, Option<Why>)>,
    open: Option<Why>,
}

impl Grouped {
    fn add(&mut self, name: &Value, values: &Value, span: Option<Span>) {
        let Some(name) = text_of(name) else {
            let why = name.why().cloned().unwrap_or_else(|| Why::new("a name in the policy is not known"));
            self.open.get_or_insert(why);
            return;
        };
        let entry = self.members.entry(name).or_insert((span, Vec::new(), None));
        match &values.kind {
            Kind::List(list) => {
                entry.1.extend(list.items.iter().map(with_variables));
                entry.2 = entry.2.take().or(list.open.clone());
            }
            Kind::Null => {}
            Kind::Unknown(symbol) => {
                entry.2.get_or_insert(symbol.why().clone());
            }
            _ => entry.1.push(with_variables(values)),
        }
    }

    fn into_value(self, span: Option<Span>) -> Value {
        let members: BTreeMap<String, Member> = self
            .members
            .into_iter()
            .map(|(name, (place, mut values, open))| {
                let value = match (values.len(), &open) {
                    (1, None) => values.pop().unwrap_or_else(Value::null),
                    _ => list(values, open),
                };
                (name, Member { key: place, value: Value { span: value.span.or(place), ..value } })
            })
            .collect();
        let first = members.values().find_map(|member| member.key);
        Value::new(Kind::Object(Arc::new(Object { members, is_map: false, open: self.open })), first.or(span))
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value.to_text()? {
        Known::Set(text) => text.known(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings_of(items: &[&str]) -> Value {
        Value::list(Flavor::List, items.iter().map(|item| Value::string(*item)).collect())
    }

    fn statement(sid: &str, actions: &[&str]) -> StatementArgs {
        StatementArgs {
            sid: Value::string(sid),
            effect: Value::null(),
            actions: strings_of(actions),
            not_actions: Value::null(),
            resources: Value::null(),
            not_resources: Value::null(),
            principals: Blocks { list: Vec::new(), open: None },
            not_principals: Blocks { list: Vec::new(), open: None },
            conditions: Blocks { list: Vec::new(), open: None },
            span: None,
        }
    }

    fn document(statements: Vec<StatementArgs>) -> DocumentArgs {
        DocumentArgs {
            version: Value::null(),
            policy_id: Value::null(),
            source_policy_documents: Value::null(),
            override_policy_documents: Value::null(),
            statements,
            open: None,
        }
    }

    #[track_caller]
    fn check(args: &DocumentArgs, expected: &str) {
        let text = match render(args).to_text() {
            Some(Known::Set(text)) => text.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(text, expected);
    }

    #[test]
    fn a_statement_without_resources_has_none() {
        check(
            &document(vec![statement("", &["s3:GetObject"])]),
            r#"{"Statement":[{"Action":"s3:GetObject","Effect":"Allow"}],"Version":"2012-10-17"}"#,
        );
    }

    #[test]
    fn principals_and_conditions_are_grouped() {
        let mut write = statement("W", &["s3:PutObject", "s3:GetBucketAcl"]);
        write.resources = strings_of(&["arn:aws:s3:::logs/&{aws:username}/*"]);
        let service = |name: &str| PrincipalArgs {
            kind: Value::string("Service"),
            identifiers: strings_of(&[name]),
            span: None,
        };
        write.principals.list = vec![service("delivery.logs.amazonaws.com"), service("logs.amazonaws.com")];
        let condition = |variable: &str, values: &[&str]| ConditionArgs {
            test: Value::string("StringEquals"),
            variable: Value::string(variable),
            values: strings_of(values),
            span: None,
        };
        write.conditions.list = vec![condition("a", &["1"]), condition("b", &["2", "3"]), condition("a", &["4"])];
        check(
            &document(vec![write]),
            concat!(
                r#"{"Statement":[{"Action":["s3:PutObject","s3:GetBucketAcl"],"#,
                r#""Condition":{"StringEquals":{"a":["1","4"],"b":["2","3"]}},"Effect":"Allow","#,
                r#""Principal":{"Service":["delivery.logs.amazonaws.com","logs.amazonaws.com"]},"#,
                r#""Resource":"arn:aws:s3:::logs/${aws:username}/*","Sid":"W"}],"Version":"2012-10-17"}"#
            ),
        );
    }

    #[test]
    fn everyone_is_a_star_and_aws_star_is_not() {
        let with = |kind: &str| {
            let mut open = statement("", &["s3:*"]);
            open.principals.list =
                vec![PrincipalArgs { kind: Value::string(kind), identifiers: strings_of(&["*"]), span: None }];
            document(vec![open])
        };
        let rest = r#"}],"Version":"2012-10-17"}"#;
        check(&with("*"), &format!(r#"{{"Statement":[{{"Action":"s3:*","Effect":"Allow","Principal":"*"{rest}"#));
        check(&with("AWS"), &format!(r#"{{"Statement":[{{"Action":"s3:*","Effect":"Allow","Principal":{{"AWS":"*"}}{rest}"#));
    }

    #[test]
    fn sources_come_first_and_overrides_replace_by_sid() {
        let json = |text: &str| Value::list(Flavor::List, vec![Value::string(text)]);
        let mut args = document(vec![statement("A", &["s3:Local"]), statement("B", &["s3:B"])]);
        args.source_policy_documents = json(r#"{"Statement":[{"Sid":"A","Action":"s3:Source"},{"Action":"s3:Blank"}]}"#);
        args.override_policy_documents = json(r#"{"Statement":{"Sid":"B","Action":"s3:Override"}}"#);
        let expected = concat!(
            r#"{"Statement":[{"Action":"s3:Local","Effect":"Allow","Sid":"A"},{"Action":"s3:Blank"},"#,
            r#"{"Action":"s3:Override","Sid":"B"}],"Version":"2012-10-17"}"#
        );
        check(&args, expected);
    }

    #[test]
    fn what_is_not_known_leaves_the_list_open() {
        let mut args = document(vec![statement("A", &["s3:A"])]);
        args.source_policy_documents = Value::unknown(Why::new("`var.documents` has no value"));
        let Kind::Json(document) = render(&args).kind else { panic!("not JSON") };
        let Kind::Object(object) = &document.kind else { panic!("not an object") };
        let Kind::List(statements) = &object.members["Statement"].value.kind else { panic!("not a list") };
        assert_eq!(statements.items.len(), 1);
        assert_eq!(statements.open.as_ref().map(Why::text), Some("`var.documents` has no value"));
    }
}
