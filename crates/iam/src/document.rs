//! A policy document as it was written, with the place of every element. Faults in it are kept
//! beside it: a document with a flaw is still evaluated as far as AWS would take it.

use known::{Known, Span, Text, Why};

#[derive(Clone, Debug, Default)]
pub struct Document {
    pub span: Option<Span>,
    /// `2012-10-17` or `2008-10-17`; without it policy variables are plain text.
    pub version: Option<Text>,
    pub statements: Vec<Statement>,
    /// There may be statements that are not known.
    pub open: Option<Why>,
    pub flaws: Vec<Flaw>,
}

/// Something in the document that AWS refuses or ignores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    pub text: String,
    pub span: Option<Span>,
    /// AWS refuses the document, as against perhaps reading it in one of two ways.
    pub is_certain: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

#[derive(Clone, Debug)]
pub struct Statement {
    pub span: Option<Span>,
    pub sid: Option<Text>,
    pub effect: Known<Effect>,
    /// `Principal` or `NotPrincipal`.
    pub principals: Option<Principals>,
    /// `Action` or `NotAction`.
    pub actions: Option<Clause>,
    /// `Resource` or `NotResource`.
    pub resources: Option<Clause>,
    pub conditions: Vec<Condition>,
    /// The whole `Condition` element, or a part of it, is not known.
    pub open_condition: Option<Why>,
}

/// A list under `Action`, `Resource` and the like, or under their `Not` forms.
#[derive(Clone, Debug, Default)]
pub struct Clause {
    pub span: Option<Span>,
    pub negated: bool,
    pub entries: Vec<Entry>,
    /// There may be entries that are not known.
    pub open: Option<Why>,
}

/// One string in a list.
#[derive(Clone, Debug)]
pub struct Entry {
    pub text: Text,
    pub span: Option<Span>,
}

#[derive(Clone, Debug)]
pub struct Principals {
    pub span: Option<Span>,
    pub negated: bool,
    pub sets: Vec<PrincipalSet>,
    pub open: Option<Why>,
}

/// The identifiers of one type of principal. `"Principal": "*"` is kind `Everyone` with one entry.
#[derive(Clone, Debug)]
pub struct PrincipalSet {
    pub kind: PrincipalKind,
    pub entries: Vec<Entry>,
    pub open: Option<Why>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    Everyone,
    Aws,
    Service,
    Federated,
    CanonicalUser,
    Other(String),
}

/// One key under one operator: `"ArnLike": { "aws:SourceArn": […] }`.
#[derive(Clone, Debug)]
pub struct Condition {
    pub span: Option<Span>,
    /// As written: `ForAnyValue:StringLikeIfExists`.
    pub operator: String,
    /// As written: `aws:SourceArn`.
    pub key: Text,
    pub key_span: Option<Span>,
    pub values: Vec<Entry>,
    pub open: Option<Why>,
}
