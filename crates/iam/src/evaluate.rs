//! Evaluation of policies against one request, as AWS would do it, with unknowns.

use crate::decide::Votes;
use crate::{Context, Document};
use known::{Part, Span, Text, Why};

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

/// A policy that bears on the request. `Err`: such a policy exists, its text is not known.
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
        /// A clause: "`aws:PrincipalOrgID` is absent from a service's request, so `StringNotEquals` holds".
        text: String,
    },
    /// No statement allows it.
    NotAllowed(Option<Miss>),
    Unknown {
        why: Why,
        /// The statement that could not be decided; `None` where a policy or a part of one is not known.
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

/// Above this many characters in one document AWS would long have refused it (the largest limit
/// there is, for a log group, is 51,200 bytes), and it is not evaluated.
const SIZE_LIMIT: usize = 1 << 19;

/// Decides `request` under `policies`.
///
/// - A deny that certainly hits wins, wherever it stands.
/// - Without one, an allow of a resource policy or of an identity policy suffices. Where the list
///   has a key policy, that one must allow as well: by naming the caller (or everyone), or by
///   naming the caller's account, which leaves the decision to the identity policies. The same
///   holds for an account in a bucket policy: alone it allows no identity of that account, as AWS
///   has it, so a list without identity policies answers `NotAllowed` there.
/// - Every boundary must allow, too.
/// - If nothing can allow, the answer is `NotAllowed`, whatever else is not known. Otherwise a deny
///   that may hit, or a policy that is not known, makes it `Unknown`: it may hold a deny.
pub fn evaluate(policies: &[Applied<'_>], request: &Request) -> Decision {
    let action = Text::literal(request.action.to_ascii_lowercase());
    let mut votes = Votes::new(request, &action);
    for (index, policy) in policies.iter().enumerate() {
        match &policy.document {
            Err(why) => votes.unknown_policy(policy.role, why, None),
            Ok(document) if is_too_large(document) => {
                let why = Why::new("the policy is far larger than AWS accepts").at(document.span);
                votes.unknown_policy(policy.role, &why, document.span);
            }
            Ok(document) => votes.count(index, policy.role, document),
        }
    }
    votes.decide()
}

fn is_too_large(document: &Document) -> bool {
    let length = |text: &Text| {
        let part = |part: &Part| match part {
            Part::Literal(text, _) => text.len(),
            Part::Symbol(_) => 1,
        };
        1 + text.parts().iter().map(part).sum::<usize>()
    };
    let mut size = 0usize;
    for statement in &document.statements {
        let clauses = [&statement.actions, &statement.resources].into_iter().flatten();
        let principals = statement.principals.iter().flat_map(|principals| &principals.sets);
        let entries = clauses
            .flat_map(|clause| &clause.entries)
            .chain(principals.flat_map(|set| &set.entries))
            .chain(statement.conditions.iter().flat_map(|condition| &condition.values));
        let keys = statement.conditions.iter().map(|condition| length(&condition.key)).sum::<usize>();
        size = size.saturating_add(keys + entries.map(|entry| length(&entry.text)).sum::<usize>());
    }
    size > SIZE_LIMIT
}
