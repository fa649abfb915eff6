//! What a policy says to several questions at once, and why it says no.

use super::judge::{Judgement, judge};
use super::principal::wrong_principal;
use super::request::Ask;
use crate::{Confidence, Label, PolicySetting};
use iam::{Applied, Document, Element, Role, Statement, StatementRef};
use known::{Known, Span, Text, Why};

/// The answer of one policy.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// A clause that names the statements.
    Allowed(String),
    /// At least one question is answered with no.
    Refused(Vec<Refusal>),
    Unknown {
        why: Why,
        span: Option<Span>,
    },
}

/// Why a policy refuses one or several actions.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub actions: Vec<&'static str>,
    pub kind: RefusalKind,
    /// A clause.
    pub text: String,
    pub span: Option<Span>,
    pub labels: Vec<Label>,
    pub confidence: Confidence,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RefusalKind {
    Denied(Element),
    WrongPrincipal {
        named: String,
    },
    /// A statement was meant for the request, and this element of it does not match.
    Mismatch(Element),
    /// No statement speaks of the caller.
    Missing,
}

/// A policy and those who ask it.
pub(super) struct Questions<'a> {
    pub role: Role,
    /// The most important one first.
    pub asks: &'a [Ask<'a>],
    /// The service principal that asks.
    pub caller: &'a Text,
    /// Statements for other services that are there on purpose.
    pub on_purpose: &'a dyn Fn(&Statement) -> bool,
}

impl Questions<'_> {
    /// `Absent` is a policy without a text.
    pub fn put(&self, policy: &PolicySetting) -> Answer {
        let document = match &policy.value {
            Known::Set(document) => document,
            Known::Absent => return Answer::Refused(vec![self.missing(policy.span)]),
            Known::Unknown(why) => return Answer::Unknown { why: why.clone(), span: policy.span },
        };
        let applied = [Applied { role: self.role, document: Ok(document) }];
        let mut refusals: Vec<Refusal> = Vec::new();
        let (mut allowed, mut unknown) = (Vec::new(), None);
        for ask in self.asks {
            let refusal = match judge(&applied, ask) {
                Judgement::Allowed(by) => {
                    allowed.push((by, ask.action));
                    continue;
                }
                Judgement::Unknown { why, span } => {
                    unknown = unknown.or(Some(Answer::Unknown { why, span }));
                    continue;
                }
                Judgement::Denied { by, element, span, text, confidence } => {
                    denied(document, ask, by, element, span, &text, confidence)
                }
                Judgement::NotAllowed(miss, confidence) => {
                    self.not_allowed(document, ask, miss, confidence, policy)
                }
            };
            gather(&mut refusals, refusal);
        }
        match unknown {
            _ if !refusals.is_empty() => Answer::Refused(refusals),
            Some(unknown) => unknown,
            None => Answer::Allowed(allowed_by(document, &allowed)),
        }
    }

    fn missing(&self, span: Option<Span>) -> Refusal {
        Refusal {
            actions: self.asks.iter().map(|ask| ask.action).collect(),
            kind: RefusalKind::Missing,
            text: format!("no statement speaks of `{}`", self.caller),
            span,
            labels: Vec::new(),
            confidence: Confidence::Certain,
        }
    }

    fn not_allowed(
        &self,
        document: &Document,
        ask: &Ask<'_>,
        miss: Option<iam::Miss>,
        confidence: Confidence,
        policy: &PolicySetting,
    ) -> Refusal {
        let actions = vec![ask.action];
        if let Some(wrong) = wrong_principal(document, self.role, ask, self.caller, self.on_purpose) {
            let name = statement_name(document, wrong.statement);
            let (caller, named) = (self.caller, wrong.named);
            let text = match wrong.misplaced {
                true => format!("{name} lists `{named}` under `AWS`, and a service stands under `Service`"),
                false => format!("{name} names `{named}`, and the logs are written by `{caller}`"),
            };
            let labels = Vec::new();
            let kind = RefusalKind::WrongPrincipal { named };
            return Refusal { actions, kind, text, span: wrong.span, labels, confidence };
        }
        let Some(miss) = miss.filter(|miss| miss.meant) else {
            let span = document.span.or(policy.span);
            return Refusal { actions, confidence, ..self.missing(span) };
        };
        let name = statement_name(document, miss.statement.statement);
        let text = format!("{name} does not allow `{}`: {}", ask.action, miss.text);
        let span = miss.span.or(miss.statement.span);
        let labels = inside(span, miss.statement.span);
        Refusal { actions, kind: RefusalKind::Mismatch(miss.element), text, span, labels, confidence }
    }
}

fn denied(
    document: &Document,
    ask: &Ask<'_>,
    by: StatementRef,
    element: Element,
    span: Option<Span>,
    text: &str,
    confidence: Confidence,
) -> Refusal {
    let name = statement_name(document, by.statement);
    let text = format!("{name} denies `{}`: {text}", ask.action);
    let (actions, span) = (vec![ask.action], span.or(by.span));
    let labels = inside(span, by.span);
    Refusal { actions, kind: RefusalKind::Denied(element), text, span, labels, confidence }
}

/// The statement around a place in it.
fn inside(span: Option<Span>, statement: Option<Span>) -> Vec<Label> {
    let around = statement.filter(|statement| Some(*statement) != span);
    around.map(|span| Label { span, message: "in this statement".to_owned() }).into_iter().collect()
}

/// Two actions that fail for the same reason are one thing to mend.
fn gather(refusals: &mut Vec<Refusal>, refusal: Refusal) {
    match refusals.iter_mut().find(|earlier| earlier.kind == refusal.kind) {
        Some(earlier) => {
            let elsewhere = refusal.span.filter(|span| Some(*span) != earlier.span);
            if let (Some(span), false) = (elsewhere, refusal.kind == RefusalKind::Missing) {
                let actions = listed(&refusal.actions);
                earlier.labels.push(Label { span, message: format!("{actions} fails in the same way") });
            }
            earlier.actions.extend(refusal.actions);
            earlier.confidence = earlier.confidence.max(refusal.confidence);
        }
        None => refusals.push(refusal),
    }
}

/// "`A` allows `s3:PutObject`, `B` allows `s3:GetBucketAcl`".
fn allowed_by(document: &Document, allowed: &[(StatementRef, &'static str)]) -> String {
    let mut clauses: Vec<(usize, Vec<&'static str>)> = Vec::new();
    for (by, action) in allowed {
        match clauses.iter_mut().find(|(statement, _)| *statement == by.statement) {
            Some((_, actions)) => actions.push(action),
            None => clauses.push((by.statement, vec![action])),
        }
    }
    let clause = |(statement, actions): (usize, Vec<&'static str>)| {
        format!("{} allows {}", statement_name(document, statement), listed(&actions))
    };
    clauses.into_iter().map(clause).collect::<Vec<_>>().join(", ")
}

/// "`a`, `b` and `c`"
pub fn listed(items: &[&str]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("`{item}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// By its `Sid`, or by its place.
fn statement_name(document: &Document, index: usize) -> String {
    let sid = document.statements.get(index).and_then(|statement| statement.sid.as_ref());
    match sid.filter(|sid| sid.is_empty().is_no()) {
        Some(sid) => format!("`{sid}`"),
        None if document.statements.len() == 1 => "the statement".to_owned(),
        None => format!("statement {}", index + 1),
    }
}
