//! What can be wrong with a link, with the evidence a rule needs to say so. A rule is a filter over
//! these; it never looks at a policy or joins a name itself.

use crate::{Confidence, Label, Place};
use iam::Element;
use known::{Fault, Span, Truth, Why};

/// One thing that is wrong, and what it rests on.
#[derive(Clone, Debug)]
pub struct Cause {
    pub kind: CauseKind,
    /// What is wrong, as a clause: "`aws:SourceArn` admits only `arn:aws:kafka:…`".
    pub text: String,
    /// Where it is to be mended: the statement, the argument or the resource at fault. `None`: at
    /// the destination.
    pub span: Option<Span>,
    /// Further places, the nearest to the cause first. The destination is added by the rule.
    pub labels: Vec<Label>,
    /// Addresses of the resources involved, without the source.
    pub addresses: Vec<String>,
    pub confidence: Confidence,
    /// What makes it only possible, where an input would settle that.
    pub reason: Option<Why>,
}

/// The situations that rules tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CauseKind {
    // The name of a destination, whatever its kind.
    /// Enabled without a name, or with an empty one.
    Unnamed,
    /// An ARN, a URL or an address where the name is wanted.
    ArnForName,
    /// AWS refuses the name.
    InvalidName,
    /// A plain name that nothing here declares.
    Undeclared {
        name: String,
    },
    /// The name cannot be that of the resource that was plainly meant; or a reference to it that
    /// does not say which instance.
    Mismatched {
        meant: String,
        by_reference: bool,
    },
    /// The resource is in another account or Region than the one its name is looked up in.
    Elsewhere,
    /// A reference somewhere on the path that Terraform or AWS will refuse.
    BrokenReference,

    // The policy of the bucket.
    BucketPolicyLeftToAws,
    BucketPolicyMissingDelivery {
        actions: Vec<&'static str>,
    },
    BucketPolicyMismatch {
        actions: Vec<&'static str>,
        element: Element,
    },
    BucketPolicyDenies {
        actions: Vec<&'static str>,
        element: Element,
    },
    /// `NotAction` or `NotPrincipal` in a policy without the statements for log delivery.
    BucketPolicyBlocksAppend,
    /// `harmless`: each of them alone admits log delivery.
    TwoBucketPolicies {
        harmless: bool,
    },

    // The key of the bucket.
    /// `aws:kms` with the AWS managed key, or without a key.
    BucketKeyUnreadable,
    /// `form`: "key ID", "alias".
    BucketKeyNotArn {
        form: &'static str,
    },
    UnusableKey,
    /// An S3 Bucket Key, and a key policy that demands the object's ARN in the encryption context.
    BucketKeyContext,
    /// `own_policy`: the key has a policy of its own.
    KeyPolicyMissingDelivery {
        own_policy: bool,
    },
    /// `needed`: without it nothing is delivered; else an action that AWS documents beside it.
    KeyPolicyMismatch {
        actions: Vec<&'static str>,
        element: Element,
        needed: bool,
    },
    KeyPolicyDenies {
        actions: Vec<&'static str>,
        element: Element,
    },
    TwoKeyPolicies {
        harmless: bool,
    },

    /// A service principal that does not exist or belongs to another service.
    WrongServicePrincipal {
        named: String,
        meant: String,
    },
    // The log group, the stream and the deployer.
    LogGroupClass,
    /// The key of the log group is named by its ID or an alias.
    LogGroupKeyNotArn,
    /// `needed`: without it nothing can be written or read; else an action that AWS lists beside it.
    LogGroupKeyDenies {
        needed: bool,
    },
    /// The account-level resource policies of CloudWatch Logs are at their limit.
    LogPolicyLimit,
    StreamNotDirectPut,
    StreamTagDrift,
    StreamRoleCannotWrite,
    /// `needed`: the bucket has no policy yet that admits log delivery.
    DeployerLacksPutBucketPolicy {
        needed: bool,
    },
    DeployerLacks {
        action: &'static str,
    },
    /// The permission is there, for less than AWS wants.
    DeployerScoped {
        action: &'static str,
    },

    // The policies on the path, whatever they do to log delivery.
    /// `is_refused`: AWS takes none of it.
    InvalidPolicy {
        is_refused: bool,
    },
    /// `meant`: the action that is near.
    UnknownAction {
        meant: Option<String>,
    },
    /// A condition key, or an operator.
    UnknownConditionKey {
        meant: Option<String>,
    },
    WorldOpenPolicy,
    UnguardedDeliveryStatement,

    // The trails that record calls to Amazon MSK.
    /// Calls that change log delivery are not recorded.
    TrailMissesMsk,
    TrailSingleRegion,
    /// The bucket of the trail does not admit CloudTrail.
    TrailBucketPolicy,
    /// `needed`: without it nothing is written; else an action that AWS lists beside it.
    TrailKeyPolicy {
        needed: bool,
    },
}

impl Cause {
    /// Certain, at the destination, until the builders below say otherwise.
    pub fn new(kind: CauseKind, text: impl Into<String>) -> Cause {
        Cause {
            kind,
            text: text.into(),
            span: None,
            labels: Vec::new(),
            addresses: Vec::new(),
            confidence: Confidence::Certain,
            reason: None,
        }
    }

    /// A reference that cannot be resolved; `near` is where it stands, if the fault does not say.
    pub fn of_fault(fault: &Fault, near: Option<Span>) -> Cause {
        Cause::new(CauseKind::BrokenReference, fault.text.clone()).at(fault.span.or(near))
    }

    #[must_use]
    pub fn at(mut self, span: Option<Span>) -> Cause {
        self.span = span;
        self
    }

    /// A further place, if it is known.
    #[must_use]
    pub fn label(mut self, span: Option<Span>, message: impl Into<String>) -> Cause {
        if let Some(span) = span {
            self.labels.push(Label { span, message: message.into() });
        }
        self
    }

    /// A resource that the cause rests on: read off a published module, or perhaps not there at
    /// all, it leaves the cause possible.
    #[must_use]
    pub fn about(mut self, place: &Place) -> Cause {
        if !self.addresses.contains(&place.address) {
            self.addresses.push(place.address.clone());
        }
        if place.hearsay.is_some() {
            self.confidence = Confidence::Possible;
        }
        match &place.exists {
            Truth::Unknown(why) => self.possible(Some(why)),
            _ => self,
        }
    }

    /// Hangs on something that is not known, or on behaviour of AWS that is not documented.
    #[must_use]
    pub fn possible(mut self, why: Option<&Why>) -> Cause {
        self.confidence = Confidence::Possible;
        self.reason = match (self.reason.take(), why) {
            (Some(reason), Some(why)) => Some(reason.and(why)),
            (reason, why) => reason.or_else(|| why.cloned()),
        };
        self
    }

    #[must_use]
    pub fn with_confidence(self, confidence: Confidence) -> Cause {
        match confidence {
            Confidence::Possible => self.possible(None),
            Confidence::Certain => self,
        }
    }
}
