//! How a link is built: one constructor for each verdict, and what can be added to it.

use super::{Cause, Link, LinkKind, LinkVerdict};
use crate::Place;
use known::{Span, Why};

impl Link {
    fn new(kind: LinkKind, verdict: LinkVerdict, why: impl Into<String>) -> Link {
        Link { kind, verdict, address: None, span: None, why: why.into(), reason: None, causes: Vec::new() }
    }

    /// `why` is a clause: "`AWSLogDeliveryWrite` allows `s3:PutObject` on every key".
    pub(super) fn ok(kind: LinkKind, why: impl Into<String>) -> Link {
        Link::new(kind, LinkVerdict::Ok, why)
    }

    pub(super) fn not_applicable(kind: LinkKind, why: impl Into<String>) -> Link {
        Link::new(kind, LinkVerdict::NotApplicable, why)
    }

    /// Broken because of `cause`, whose words become the link's.
    pub(super) fn broken(kind: LinkKind, cause: Cause) -> Link {
        Link::new(kind, LinkVerdict::Broken, cause.text.clone()).with(cause)
    }

    /// Broken for several reasons, the first of which is the link's.
    pub(super) fn refused(kind: LinkKind, causes: Vec<Cause>) -> Link {
        let why = causes.first().map(|cause| cause.text.clone()).unwrap_or_default();
        Link { causes, ..Link::new(kind, LinkVerdict::Broken, why) }
    }

    pub(super) fn missing(kind: LinkKind, cause: Cause) -> Link {
        Link::new(kind, LinkVerdict::Missing, cause.text.clone()).with(cause)
    }

    pub(super) fn unknown(kind: LinkKind, why: &Why) -> Link {
        Link { reason: Some(why.clone()), ..Link::new(kind, LinkVerdict::Unknown, why.text()) }
    }

    /// The resource that decides the link.
    pub(super) fn by(mut self, place: &Place) -> Link {
        self.address = Some(place.address.clone());
        self.span = place.span;
        self
    }

    /// A place inside of that resource.
    pub(super) fn at(mut self, span: Option<Span>) -> Link {
        self.span = span.or(self.span);
        self
    }

    /// A cause beside the verdict: a link can be `ok` and still be worth a warning.
    pub(super) fn with(mut self, cause: Cause) -> Link {
        self.causes.push(cause);
        self
    }

    /// The link hangs on whether `place` is there: certain it is not, unless the place is.
    pub(super) fn if_there(self, place: &Place) -> Link {
        match place.exists.why() {
            Some(why) if self.verdict != LinkVerdict::NotApplicable => Link {
                verdict: LinkVerdict::Unknown,
                why: why.text().to_owned(),
                reason: Some(match &self.reason {
                    Some(reason) => why.clone().and(reason),
                    None => why.clone(),
                }),
                causes: self.causes.into_iter().map(|cause| cause.possible(Some(why))).collect(),
                ..self
            },
            _ => self,
        }
    }
}
