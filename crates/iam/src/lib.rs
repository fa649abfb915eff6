//! The IAM policy language: documents with spans, requests, and three-valued evaluation.
//! Knows nothing of Amazon MSK and nothing of the language a policy was written in.

pub mod catalog;
mod condition;
mod context;
mod date;
mod decide;
mod document;
mod evaluate;
mod explain;
mod managed;
mod matching;
mod operator;
mod principal;
mod statement;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod variables;

pub use context::{Context, ContextValue};
pub use date::parse as instant;
pub use document::{
    Clause, Condition, Document, Effect, Entry, Flaw, PrincipalKind, PrincipalSet, Principals, Statement,
};
pub use evaluate::{Applied, Caller, Decision, Element, Miss, Request, Role, StatementRef, evaluate};
pub use managed::managed_policy;
