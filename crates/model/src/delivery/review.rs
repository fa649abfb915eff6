//! What is wrong with the policies on the paths of a source, beside what it does to the delivery: AWS
//! refuses them, or they say something that does not exist, or they let in more than was meant.

use super::join::truth_of;
use super::log_limit::shortest;
use super::request::DELIVERY;
use super::review_statement::review;
use super::{Cause, CauseKind, Link, LinkKind, Path, State};
use crate::{DestinationKind, Identity, ManagedPolicy, Model, Place, PolicySetting, PolicySource, Source};
use iam::{Document, Element, PrincipalKind, Statement};
use known::{Known, Span};
use std::collections::BTreeSet;

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Bucket,
    Key,
    LogGroups,
    Identity,
}

/// A policy and where it stands.
pub(super) struct Written<'m> {
    pub kind: Kind,
    pub place: &'m Place,
    pub policy: &'m PolicySetting,
}

/// Of one policy. Who has more of them begins with these.
pub(super) const MOST: usize = 20;

/// Characters of a policy whose statements are read.
const LONGEST: usize = 65_536;

pub(super) fn reviews(model: &Model, source: &Source, paths: &[Path]) -> Vec<Cause> {
    let mut reviews = Vec::new();
    for written in on_paths(model, source, paths) {
        let mut causes = match &written.policy.value {
            Known::Absent => Vec::new(),
            Known::Set(document) => of_document(&written, document),
            Known::Unknown(why) => match why.as_fault().filter(|_| why.is_malformed()) {
                Some(fault) => {
                    let kind = CauseKind::InvalidPolicy { is_refused: true };
                    let span = fault.span.or(written.policy.span);
                    vec![written.cause(kind, fault.text.clone(), span)]
                }
                None => Vec::new(),
            },
        };
        causes.truncate(MOST);
        reviews.extend(causes);
    }
    reviews
}

fn of_document(written: &Written<'_>, document: &Document) -> Vec<Cause> {
    let mut causes = Vec::new();
    for flaw in document.flaws.iter().take(MOST) {
        let kind = CauseKind::InvalidPolicy { is_refused: flaw.is_certain };
        let cause = written.cause(kind, flaw.text.clone(), flaw.span.or(document.span));
        causes.push(if flaw.is_certain { cause } else { cause.possible(None) });
    }
    let length = shortest(document);
    causes.extend(too_large(written, document, length));
    // Nobody reads on in what AWS has refused long before.
    let statements = document.statements.iter().filter(|_| length <= LONGEST);
    for statement in statements {
        if causes.len() < MOST {
            review(written, statement, &mut causes);
        }
    }
    causes
}

/// Characters that AWS takes. The limits of policies of roles, users and groups differ, and add up.
fn too_large(written: &Written<'_>, document: &Document, length: usize) -> Option<Cause> {
    let (noun, most) = match written.kind {
        Kind::Bucket => ("bucket policy", 20_480),
        Kind::Key => ("key policy", 32_768),
        Kind::LogGroups | Kind::Identity => return None,
    };
    let address = &written.place.address;
    let text = format!("`{address}` has at least {length} characters, and a {noun} has at most {most}");
    let kind = CauseKind::InvalidPolicy { is_refused: true };
    (length > most).then(|| written.cause(kind, text, document.span))
}

impl Written<'_> {
    pub fn cause(&self, kind: CauseKind, text: String, span: Option<Span>) -> Cause {
        let here = self.policy.span.or(self.place.span);
        let message = format!("in the policy `{}`", self.place.address);
        Cause::new(kind, text).at(span.or(here)).label(self.place.span, message).about(self.place)
    }
}

/// The policies that decide the links of the paths that are not off, each once.
fn on_paths<'m>(model: &'m Model, source: &Source, paths: &[Path]) -> Vec<Written<'m>> {
    let mut decides = BTreeSet::new();
    let on = |path: &&Path| !matches!(path.state, State::Off | State::Absent);
    for link in paths.iter().filter(on).flat_map(|path| &path.links) {
        let causes = link.causes.iter().flat_map(|cause| &cause.addresses);
        decides.extend(link.address.iter().chain(causes).map(|address| (family(link), address.as_str())));
    }
    let has = |kind: LinkKind, place: &Place| {
        !place.found && !place.exists.is_no() && decides.contains(&(kind, place.address.as_str()))
    };
    let mut written: Vec<Written<'m>> = Vec::new();
    let buckets = model.bucket_policies.iter().filter(|it| has(LinkKind::BucketPolicy, &it.place));
    written.extend(buckets.map(|it| Written { kind: Kind::Bucket, place: &it.place, policy: &it.policy }));
    let keys = model.key_policies.iter().filter(|it| has(LinkKind::KeyPolicy, &it.place));
    written.extend(keys.map(|it| Written { kind: Kind::Key, place: &it.place, policy: &it.policy }));
    if paths.iter().filter(on).any(|path| path.destination == DestinationKind::CloudWatch) {
        let groups =
            model.log_policies.iter().filter(|it| !it.place.exists.is_no() && is_for_delivery(&it.document));
        written.extend(groups.map(|it| Written {
            kind: Kind::LogGroups,
            place: &it.place,
            policy: &it.document,
        }));
    }
    for identity in model.identities.iter().filter(|it| has(LinkKind::Deployer, &it.place)) {
        of_identity(model, source, identity, &mut written);
    }
    written
}

/// Links that are decided by policies of one kind.
fn family(link: &Link) -> LinkKind {
    match link.kind {
        LinkKind::LogGroupKey => LinkKind::KeyPolicy,
        LinkKind::StreamRole => LinkKind::Deployer,
        kind => kind,
    }
}

fn is_for_delivery(policy: &PolicySetting) -> bool {
    match &policy.value {
        Known::Set(document) => document.statements.iter().any(names_delivery),
        Known::Unknown(why) => why.is_malformed(),
        Known::Absent => false,
    }
}

/// Whether a statement names log delivery among the services.
pub(super) fn names_delivery(statement: &Statement) -> bool {
    let sets = statement.principals.iter().filter(|it| !it.negated).flat_map(|it| &it.sets);
    let mut services = sets.filter(|set| set.kind == PrincipalKind::Service).flat_map(|set| &set.entries);
    services.any(|entry| entry.text.equals(&DELIVERY.into()).is_yes())
}

fn of_identity<'m>(
    model: &'m Model,
    source: &Source,
    identity: &'m Identity,
    written: &mut Vec<Written<'m>>,
) {
    let mut add = |kind, place: &'m Place, policy: &'m PolicySetting| {
        let known = written.iter().any(|it| std::ptr::eq(it.policy, policy));
        if !known && !place.found && place.home.account.equals(&source.place.home.account).is_yes() {
            written.push(Written { kind, place, policy });
        }
    };
    let attached = model.attachments.iter().filter(|it| {
        it.kind == identity.kind && truth_of(&it.identity, |name| name.equals(&identity.name)).is_yes()
    });
    for policy in identity.policies.iter().chain(attached.map(|it| &it.policy)) {
        match policy {
            PolicySource::Inline(place, setting) => add(Kind::Identity, place, setting),
            PolicySource::Managed(arn) => {
                let is_it = |it: &&ManagedPolicy| truth_of(arn, |arn| arn.equals(&it.arn)).is_yes();
                if let Some(managed) = model.managed_policies.iter().find(is_it) {
                    add(Kind::Identity, &managed.place, &managed.document);
                }
            }
        }
    }
}

/// One situation is told once: what a review explains is no matter of the link any more.
pub(super) fn told_once(paths: &mut [Path], reviews: &mut Vec<Cause>) {
    if reviews.is_empty() {
        return;
    }
    // Whom a statement for the wrong service lets in is no matter: it does not stay as it is.
    let causes = || paths.iter().flat_map(|path| &path.links).flat_map(|link| &link.causes);
    let is_wrong = |cause: &&Cause| matches!(cause.kind, CauseKind::WrongServicePrincipal { .. });
    let wrong: Vec<Cause> = causes().filter(is_wrong).cloned().collect();
    reviews.retain(|review| {
        let is_here = |cause: &Cause| review.span.is_some_and(|span| is_in(cause, span));
        !(matches!(review.kind, CauseKind::UnguardedDeliveryStatement) && wrong.iter().any(is_here))
    });
    for link in paths.iter_mut().flat_map(|path| &mut path.links) {
        link.causes.retain(|cause| !reviews.iter().any(|review| explains(review, cause)));
    }
}

fn explains(review: &Cause, cause: &Cause) -> bool {
    let Some(policy) = review.addresses.first().filter(|address| cause.addresses.contains(address)) else {
        return false;
    };
    let mut others = cause.addresses.iter();
    let in_force = others.next() == Some(policy);
    match (&review.kind, &cause.kind) {
        // AWS takes nothing of the policy, so that what it would say does not matter.
        (CauseKind::InvalidPolicy { is_refused: true }, kind) => in_force && is_about_statements(kind),
        (CauseKind::UnknownAction { meant: Some(meant) }, kind) => {
            let same = review.labels.iter().any(|label| is_in(cause, label.span));
            same && wants(kind).iter().any(|action| meant.eq_ignore_ascii_case(action))
        }
        _ => false,
    }
}

/// Whether a cause lies in the statement at `span`, or is about it.
fn is_in(cause: &Cause, span: Span) -> bool {
    let inside = |it: Span| it.file == span.file && it.start >= span.start && it.end <= span.end;
    cause.span.is_some_and(inside) || cause.labels.iter().any(|label| label.span == span)
}

fn is_about_statements(kind: &CauseKind) -> bool {
    matches!(
        kind,
        CauseKind::InvalidPolicy { .. }
            | CauseKind::BucketPolicyMissingDelivery { .. }
            | CauseKind::BucketPolicyMismatch { .. }
            | CauseKind::BucketPolicyBlocksAppend
            | CauseKind::KeyPolicyMissingDelivery { own_policy: true }
            | CauseKind::KeyPolicyMismatch { .. }
            | CauseKind::LogGroupKeyDenies { .. }
            | CauseKind::WrongServicePrincipal { .. }
    )
}

/// The actions that a statement of the right principal does not name.
fn wants(kind: &CauseKind) -> Vec<&'static str> {
    match kind {
        CauseKind::BucketPolicyMismatch { actions, element: Element::Action }
        | CauseKind::KeyPolicyMismatch { actions, element: Element::Action, .. } => actions.clone(),
        CauseKind::LogGroupKeyDenies { .. } => vec!["kms:GenerateDataKey", "kms:Decrypt"],
        _ => Vec::new(),
    }
}

#[cfg(test)]
#[path = "review_tests.rs"]
mod tests;
