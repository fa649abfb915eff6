//! Which of the policies here is in force for a bucket or a key, and the link that follows.

use super::join::{Matches, Placed};
use super::refusal::{Answer, Refusal, RefusalKind};
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict};
use crate::{BucketPolicy, KeyPolicy, Place, PolicySetting};
use known::{Span, Why};

/// A policy that belongs to something by a reference.
pub(super) trait Policy: Placed {
    fn inline(&self) -> bool;
    fn policy(&self) -> &PolicySetting;

    /// Its own block, or the argument of the thing it belongs to.
    fn at(&self) -> Option<Span> {
        match self.inline() {
            true => self.policy().span.or(self.place().span),
            false => self.place().span,
        }
    }
}

impl Policy for BucketPolicy {
    fn inline(&self) -> bool {
        self.inline
    }

    fn policy(&self) -> &PolicySetting {
        &self.policy
    }
}

impl Policy for KeyPolicy {
    fn inline(&self) -> bool {
        self.inline
    }

    fn policy(&self) -> &PolicySetting {
        &self.policy
    }
}

/// The policy that counts: an inline one that is not written leaves it to the one beside.
pub(super) fn written<'m, T: Policy>(matches: &Matches<'m, T>) -> Option<&'m T> {
    matches.certain.iter().copied().find(|it| !it.policy().value.is_absent())
}

/// The situation behind a refusal, given all of them, and its text.
type KindOf<'a, T> = dyn Fn(&T, &[Refusal], &Refusal) -> (CauseKind, String) + 'a;

/// What the policies of a bucket or key are judged with.
pub(super) struct Court<'a, T> {
    pub kind: LinkKind,
    /// The bucket or key, for messages.
    pub owner: String,
    /// Adds the places of what the policies belong to.
    pub involve: &'a dyn Fn(Cause) -> Cause,
    pub ask: &'a dyn Fn(&T) -> Answer,
    pub kind_of: &'a KindOf<'a, T>,
    /// Of several policies; the flag says that each of them alone would do.
    pub several: fn(bool) -> CauseKind,
    pub none: &'a dyn Fn() -> Link,
}

impl<T: Policy> Court<'_, T> {
    pub fn link(&self, matches: &Matches<'_, T>) -> Link {
        if let Some((policy, fault)) = matches.refused.first() {
            let cause = Cause::of_fault(fault, policy.at()).about(policy.place());
            return Link::broken(self.kind, (self.involve)(cause)).by(policy.place());
        }
        let written = |it: &&T| !it.policy().value.is_absent();
        let certain: Vec<&T> = matches.certain.iter().copied().filter(written).collect();
        let sure: Vec<&T> = certain.iter().copied().filter(|it| it.place().exists.is_yes()).collect();
        match (sure.as_slice(), certain.first()) {
            ([], Some(policy)) => self.judged(policy).if_there(policy.place()),
            ([], None) => match matches.perhaps.iter().find(|(it, _)| written(it)) {
                Some((policy, why)) if why.as_fault().is_some() => {
                    self.undecided(why, policy.place()).by(policy.place())
                }
                Some((policy, why)) => self.perhaps(policy, why),
                None => (self.none)(),
            },
            ([policy], _) => self.judged(policy),
            (several, _) => self.contested(several),
        }
    }

    fn perhaps(&self, policy: &T, why: &Why) -> Link {
        let place = policy.place();
        let text = format!("`{}` may be the policy of `{}`: {why}", place.address, self.owner);
        Link::unknown(self.kind, &Why::new(text).at(policy.at()).and(why)).by(place)
    }

    /// One policy, as if it were the only one.
    fn judged(&self, policy: &T) -> Link {
        let place = policy.place();
        let link = match (self.ask)(policy) {
            Answer::Allowed(text) => Link::ok(self.kind, text),
            Answer::Unknown { why, span } => self.undecided(&why, place).at(span),
            Answer::Refused(refusals) => {
                let causes = refusals.iter().map(|refusal| self.cause(policy, &refusals, refusal));
                Link::refused(self.kind, causes.collect())
            }
        };
        let span = link.span;
        link.by(place).at(span.or(policy.at()))
    }

    /// Not known, or broken where it hangs on a reference that can never be resolved.
    fn undecided(&self, why: &Why, policy: &Place) -> Link {
        match why.as_fault() {
            Some(fault) => {
                let mut cause = Cause::of_fault(fault, policy.span).about(policy);
                if why.is_malformed() {
                    cause.kind = CauseKind::InvalidPolicy { is_refused: true };
                }
                Link::broken(self.kind, (self.involve)(cause))
            }
            None => Link::unknown(self.kind, why),
        }
    }

    /// At the statement, or at the policy for lack of one.
    fn cause(&self, policy: &T, all: &[Refusal], refusal: &Refusal) -> Cause {
        let place = policy.place();
        let (kind, text) = (self.kind_of)(policy, all, refusal);
        let mut cause = Cause::new(kind, text).with_confidence(refusal.confidence).about(place);
        cause = match refusal.kind {
            RefusalKind::Missing => cause.at(policy.at().or(refusal.span)),
            _ => {
                cause.labels.extend(refusal.labels.iter().cloned());
                let cause = cause.at(refusal.span.or(policy.at()));
                cause.label(policy.at(), format!("in the policy `{}`", place.address))
            }
        };
        (self.involve)(cause)
    }

    /// Several policies for one thing: the one that is applied last is in force.
    fn contested(&self, policies: &[&T]) -> Link {
        let links: Vec<Link> = policies.iter().map(|policy| self.judged(policy)).collect();
        let all = |verdict| links.iter().all(|link| link.verdict == verdict);
        let find = |verdict| links.iter().find(|link| link.verdict == verdict);
        let (harmless, hopeless) = (all(LinkVerdict::Ok), all(LinkVerdict::Broken));
        let text = format!("`{}` has {} policies, and the one applied last wins", self.owner, policies.len());
        let mut cause = Cause::new((self.several)(harmless), text.clone());
        for policy in policies.iter().rev() {
            cause = match cause.span {
                None => cause.at(policy.at()),
                Some(_) => cause.label(policy.at(), "here is another policy of it"),
            };
            cause = cause.about(policy.place());
        }
        let cause = (self.involve)(cause);
        match find(LinkVerdict::Broken).or(find(LinkVerdict::Unknown)).or(links.first()) {
            Some(link) if harmless => link.clone().with(cause),
            // What is wrong with one of them is mended by having one.
            Some(link) => {
                let causes = if hopeless { link.causes.clone() } else { Vec::new() };
                let causes = [cause].into_iter().chain(causes).collect();
                Link { why: text, causes, ..link.clone() }
            }
            None => (self.none)(),
        }
    }
}
