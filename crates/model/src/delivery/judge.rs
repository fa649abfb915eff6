//! One question put to policies: what AWS documents comes first, what is likely decides the rest.

use super::request::Ask;
use crate::Confidence;
use iam::{Applied, Decision, Element, Miss, StatementRef, evaluate};
use known::{Span, Why};

/// The answer to one `Ask`. Negative ones carry how certain they are.
#[derive(Clone, Debug)]
pub(super) enum Judgement {
    Allowed(StatementRef),
    Denied { by: StatementRef, element: Element, span: Option<Span>, text: String, confidence: Confidence },
    NotAllowed(Option<Miss>, Confidence),
    Unknown { why: Why, span: Option<Span> },
}

pub(super) fn judge(policies: &[Applied<'_>], ask: &Ask<'_>) -> Judgement {
    let decide = |requests: &[iam::Request], confidence| {
        let decisions = requests.iter().map(|request| evaluate(policies, request)).collect();
        unite(decisions, ask, confidence)
    };
    match decide(&ask.documented, Confidence::Certain) {
        Judgement::Unknown { .. } => decide(&ask.likely(), Confidence::Possible),
        decided => decided,
    }
}

/// Every request must be allowed. Where only some are, it is not known which of them will be made.
fn unite(decisions: Vec<Decision>, ask: &Ask<'_>, confidence: Confidence) -> Judgement {
    let (mut allowed, mut refused) = (None, None);
    for decision in decisions {
        match decision {
            Decision::Unknown { why, span, .. } => return Judgement::Unknown { why, span },
            Decision::Allowed(by) => allowed = allowed.or(Some(by)),
            Decision::Denied { by, element, span, text } => {
                refused = refused.or(Some(Judgement::Denied { by, element, span, text, confidence }));
            }
            Decision::NotAllowed(miss) => {
                refused = refused.or(Some(Judgement::NotAllowed(miss, confidence)));
            }
        }
    }
    match (allowed, refused) {
        (Some(by), None) => Judgement::Allowed(by),
        (None, Some(refused)) => refused,
        (None, None) => Judgement::NotAllowed(None, confidence),
        (Some(_), Some(_)) => Judgement::Unknown { why: ask.which(), span: None },
    }
}
