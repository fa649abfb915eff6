//! Managed policies of AWS that bear on log delivery, known by ARN.

mod table;

use crate::document::{Clause, Condition, Document, Effect, Entry, Statement};
use known::{Known, Text};
use std::sync::OnceLock;
use table::{POLICIES, Row};

/// The statements of an AWS managed policy by its ARN, in any partition. `None`: not known to us.
///
/// Only what the policy says about `kafka`, `kafkaconnect`, `logs`, `s3`, `firehose`, `kms`, `iam`
/// and `ec2` is there, so nothing follows from it for a request to another service. AWS changes
/// these policies; the table says which version it knows.
pub fn managed_policy(arn: &str) -> Option<&'static Document> {
    let (partition, name) = arn.strip_prefix("arn:")?.split_once(":iam::aws:policy/")?;
    if partition != "aws" && !partition.starts_with("aws-") {
        return None;
    }
    let policy = POLICIES.iter().find(|policy| policy.name == name)?;
    Some(policy.document.get_or_init(|| document(policy.rows)))
}

/// One managed policy: its name with its path, and its statements.
struct Managed {
    name: &'static str,
    rows: &'static [Row],
    document: OnceLock<Document>,
}

fn document(rows: &[Row]) -> Document {
    Document {
        version: Some(Text::from("2012-10-17")),
        statements: rows.iter().map(statement).collect(),
        ..Document::default()
    }
}

fn statement(row: &Row) -> Statement {
    Statement {
        span: None,
        sid: None,
        effect: Known::Set(Effect::Allow),
        principals: None,
        actions: Some(Clause { negated: row.all_but, entries: entries(row.actions), ..Clause::default() }),
        resources: Some(Clause { entries: entries(row.resources), ..Clause::default() }),
        conditions: row.conditions.iter().map(condition).collect(),
        open_condition: None,
    }
}

fn condition(&(operator, key, values): &(&str, &str, &[&str])) -> Condition {
    Condition {
        span: None,
        operator: operator.to_string(),
        key: Text::from(key),
        key_span: None,
        values: entries(values),
        open: None,
    }
}

fn entries(texts: &[&str]) -> Vec<Entry> {
    texts.iter().map(|text| Entry { text: Text::from(*text), span: None }).collect()
}
