//! `data.aws_iam_policy_document` as the provider renders it: a pure function from the evaluated
//! blocks to the JSON that `json` yields, with the place of every element kept.
//!
//! What the provider refuses gives an unknown value with a fault. The provider's own oddities are
//! kept: it reads the names in merged documents without their case, and drops what it does not know.

mod merge;
mod statement;

use crate::value::{Kind, Member, Object, Shared, Value};
use merge::Merged;
use model::known::{Fault, Known, Span, Why};

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

/// Terraform or the provider stops here.
type Refused<T> = Result<T, Fault>;

/// The string that the attribute `json` yields.
pub fn render(args: &DocumentArgs) -> Value {
    match document(args) {
        Ok(document) => Kind::Json(Shared::new(document)).into(),
        Err(fault) => Value::unknown(Why::fault(fault)),
    }
}

fn document(args: &DocumentArgs) -> Refused<Value> {
    let version = if args.version.is_null() { Value::string("2012-10-17") } else { args.version.clone() };
    let old = known(&version).as_deref() == Some("2008-10-17");
    let mut merged = Merged::default();
    merged.documents(&args.source_policy_documents, "source")?;
    if let Some(why) = &args.open {
        merged.unknown_statements(why);
    }
    let mut own = Vec::new();
    for args in &args.statements {
        let statement = statement::rendered(args, old)?;
        let sid = known(&args.sid).filter(|sid| !sid.is_empty());
        if let Some(sid) = sid {
            if own.contains(&sid) {
                return Err(Fault::new(format!("two statements have the Sid `{sid}`"), args.span));
            }
            own.push(sid);
        }
        merged.statement(statement);
    }
    merged.version(version);
    merged.id(&args.policy_id);
    merged.documents(&args.override_policy_documents, "override")?;
    Ok(merged.into_value())
}

/// The string that a value is for certain.
fn known(value: &Value) -> Option<String> {
    match value.to_text()? {
        Known::Set(text) => text.known(),
        _ => None,
    }
}

fn set(object: &mut Object, name: &str, key: Option<Span>, value: Value) {
    object.members.insert(name.to_owned(), Member { key, value });
}

#[cfg(test)]
#[path = "policy_document/tests.rs"]
mod tests;
