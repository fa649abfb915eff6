//! From the fit of every statement to one decision.

use crate::document::{Document, Effect, Statement};
use crate::explain;
use crate::statement::{Fit, Stage, View};
use crate::{Decision, Miss, Request, Role, StatementRef};
use known::{Known, Span, Text, Truth, Why};

/// What the statements of one kind say together.
#[derive(Clone, Default)]
enum Vote {
    #[default]
    No,
    Unknown(Doubt),
    Yes(StatementRef),
}

#[derive(Clone)]
struct Doubt {
    why: Why,
    at: Option<StatementRef>,
    span: Option<Span>,
    /// The statement names the caller.
    meant: bool,
}

impl Doubt {
    /// The words and the place of the more telling one, the questions of both.
    fn and(self, other: Doubt) -> Doubt {
        let (first, second) = if other.meant && !self.meant { (other, self) } else { (self, other) };
        Doubt { why: first.why.and(&second.why), ..first }
    }
}

impl Vote {
    fn or(self, other: Vote) -> Vote {
        match (self, other) {
            (Vote::Yes(at), _) | (_, Vote::Yes(at)) => Vote::Yes(at),
            (Vote::Unknown(a), Vote::Unknown(b)) => Vote::Unknown(a.and(b)),
            (Vote::Unknown(doubt), _) | (_, Vote::Unknown(doubt)) => Vote::Unknown(doubt),
            (Vote::No, Vote::No) => Vote::No,
        }
    }

    fn and(self, other: Vote) -> Vote {
        match (self, other) {
            (Vote::No, _) | (_, Vote::No) => Vote::No,
            (Vote::Unknown(a), Vote::Unknown(b)) => Vote::Unknown(a.and(b)),
            (Vote::Unknown(doubt), _) | (_, Vote::Unknown(doubt)) => Vote::Unknown(doubt),
            (Vote::Yes(at), Vote::Yes(_)) => Vote::Yes(at),
        }
    }

    fn add(&mut self, other: Vote) {
        *self = std::mem::take(self).or(other);
    }

    fn is_no(&self) -> bool {
        matches!(self, Vote::No)
    }
}

/// A statement that allows something, though not this request.
struct Candidate<'a> {
    at: StatementRef,
    role: Role,
    document: &'a Document,
    statement: &'a Statement,
    fit: Fit,
}

pub(crate) struct Votes<'a> {
    request: &'a Request,
    action: &'a Text,
    /// Of resource policies: those that allow the caller itself.
    resource: Vote,
    has_key_policy: bool,
    key: Vote,
    /// Of key policies: those that allow the caller or its account.
    key_account: Vote,
    identity: Vote,
    boundaries: Vec<(usize, Vote)>,
    denied: Option<Decision>,
    deny: Vote,
    candidates: Vec<Candidate<'a>>,
}

impl<'a> Votes<'a> {
    pub(crate) fn new(request: &'a Request, action: &'a Text) -> Votes<'a> {
        Votes {
            request,
            action,
            resource: Vote::No,
            has_key_policy: false,
            key: Vote::No,
            key_account: Vote::No,
            identity: Vote::No,
            boundaries: Vec::new(),
            denied: None,
            deny: Vote::No,
            candidates: Vec::new(),
        }
    }

    pub(crate) fn unknown_policy(&mut self, role: Role, why: &Why, span: Option<Span>) {
        if role == Role::Boundary {
            self.boundaries.push((usize::MAX, Vote::No));
        }
        self.unknown_statements(role, why, span);
    }

    /// What is not known may allow and may deny.
    fn unknown_statements(&mut self, role: Role, why: &Why, span: Option<Span>) {
        let doubt = Vote::Unknown(Doubt { why: why.clone(), at: None, span, meant: false });
        self.deny.add(doubt.clone());
        self.allow(role, doubt.clone(), doubt);
    }

    pub(crate) fn count(&mut self, policy: usize, role: Role, document: &'a Document) {
        let view = View::new(role, document, self.request, self.action);
        self.has_key_policy |= role == Role::Key;
        if role == Role::Boundary {
            self.boundaries.push((policy, Vote::No));
        }
        for (index, statement) in document.statements.iter().enumerate() {
            let at = StatementRef { policy, statement: index, span: statement.span };
            let fit = view.fit(statement);
            let (deny, allow) = match &statement.effect {
                Known::Set(Effect::Deny) => (Truth::Yes, Truth::No),
                Known::Set(Effect::Allow) => (Truth::No, Truth::Yes),
                // AWS refuses a statement without `Effect`.
                Known::Absent => (Truth::No, Truth::No),
                Known::Unknown(why) => (Truth::Unknown(why.clone()), Truth::Unknown(why.clone())),
            };
            let vote = |truth: Truth| match truth {
                Truth::Yes => Vote::Yes(at),
                Truth::No => Vote::No,
                Truth::Unknown(why) => {
                    let span = explain::undecided(&view, statement, &fit).or(statement.span);
                    Vote::Unknown(Doubt { why, at: Some(at), span, meant: fit.principal.named })
                }
            };
            let denied = vote(fit.truth().and(deny));
            if self.denied.is_none() && matches!(denied, Vote::Yes(_)) {
                let (element, span, text) = explain::hit(&view, statement);
                self.denied = Some(Decision::Denied { by: at, element, span, text });
            }
            self.deny.add(denied);
            let (direct, any) = (vote(fit.direct().and(allow.clone())), vote(fit.truth().and(allow)));
            self.allow(role, direct, any);
            if !matches!(statement.effect, Known::Set(Effect::Deny)) {
                self.candidates.push(Candidate { at, role, document, statement, fit });
            }
        }
        if let Some(why) = &document.open {
            self.unknown_statements(role, why, document.span);
        }
    }

    fn allow(&mut self, role: Role, direct: Vote, any: Vote) {
        match role {
            Role::Resource => self.resource.add(direct),
            Role::Key => {
                self.has_key_policy = true;
                self.key.add(direct);
                self.key_account.add(any);
            }
            Role::Identity => self.identity.add(direct),
            Role::Boundary => {
                if let Some((_, vote)) = self.boundaries.last_mut() {
                    vote.add(direct);
                }
            }
        }
    }

    pub(crate) fn decide(mut self) -> Decision {
        if let Some(denied) = self.denied.take() {
            return denied;
        }
        let own = if self.has_key_policy {
            self.key.clone().or(self.key_account.clone().and(self.identity.clone()))
        } else {
            self.identity.clone()
        };
        let granted = own.or(self.resource.clone());
        let allowed = self.boundaries.iter().fold(granted.clone(), |sum, (_, vote)| sum.and(vote.clone()));
        match (allowed, std::mem::take(&mut self.deny)) {
            (Vote::No, _) => Decision::NotAllowed(self.nearest(granted.is_no())),
            (Vote::Unknown(doubt), _) | (Vote::Yes(_), Vote::Unknown(doubt)) => {
                Decision::Unknown { why: doubt.why, at: doubt.at, span: doubt.span }
            }
            (Vote::Yes(at), Vote::No | Vote::Yes(_)) => Decision::Allowed(at),
        }
    }

    /// The nearest miss among the policies that are to blame.
    fn nearest(&self, not_granted: bool) -> Option<Miss> {
        let narrow = |candidate: &&Candidate| match candidate.role {
            Role::Boundary => {
                let fails = |(policy, vote): &(usize, Vote)| *policy == candidate.at.policy && vote.is_no();
                !not_granted && self.boundaries.iter().any(fails)
            }
            _ if !not_granted => false,
            // The key policy leaves it to the identity, or does not.
            Role::Identity => !self.has_key_policy || !self.key_account.is_no(),
            Role::Key => self.key_account.is_no(),
            // One that names only the account leaves it to the identity as well.
            Role::Resource => candidate.fit.truth().is_no(),
        };
        let wide = |candidate: &&Candidate| not_granted && candidate.role != Role::Boundary;
        let pick = |candidates: &mut dyn Iterator<Item = &Candidate<'a>>| {
            // Of equals the first: `max_by_key` would take the last.
            candidates
                .reduce(|best, next| if self.rank(next) > self.rank(best) { next } else { best })
                .map(|it| self.miss(it))
        };
        pick(&mut self.candidates.iter().filter(narrow))
            .or_else(|| pick(&mut self.candidates.iter().filter(wide)))
    }

    /// Greater is nearer: the caller named, the action there, few elements failing, and these late.
    fn rank(&self, candidate: &Candidate) -> (bool, bool, usize, Option<Stage>) {
        let stages = candidate.fit.stages();
        let passing = stages.iter().filter(|(_, truth)| !truth.is_no()).count();
        let first = stages.iter().find(|(_, truth)| truth.is_no()).map(|(stage, _)| *stage);
        (candidate.fit.principal.named, !candidate.fit.action.is_no(), passing, first)
    }

    fn miss(&self, candidate: &Candidate) -> Miss {
        let view = View::new(candidate.role, candidate.document, self.request, self.action);
        let (element, span, text) = explain::miss(&view, candidate.statement, &candidate.fit);
        Miss { statement: candidate.at, element, span, text, meant: candidate.fit.principal.named }
    }
}
