//! Whether the key of a trail or event data store admits CloudTrail.

use super::join::{Matches, fault_of, given, outside};
use super::key_ref::{KeyRef, key_is, resolve};
use super::policies::{Court, written};
use super::refusal::{Answer, Questions, listed};
use super::trail_request::{CLOUDTRAIL, use_key};
use super::usable::{Use, unusable};
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict};
use crate::{Bucket, Key, KeyPolicy, Model, Trail, TrailKind};
use iam::Role;
use known::{Settle, Text, Truth, Why};

const KIND: LinkKind = LinkKind::KeyPolicy;

/// A trail's use of a key.
struct KeyUse<'m> {
    model: &'m Model,
    trail: &'m Trail,
    arn: &'m Text,
    key: Option<&'m Key>,
}

/// `None` where no key is named.
pub(super) fn link(model: &Model, trail: &Trail) -> Option<Link> {
    if let Some(fault) = fault_of(&trail.key) {
        let kind = CauseKind::TrailKeyPolicy { needed: true };
        let cause = Cause::new(kind, fault.text).at(fault.span.or(trail.key.span));
        return Some(Link::broken(KIND, cause));
    }
    if given(&trail.key).is_absent() {
        return None;
    }
    let (arn, key) = match resolve(model, &trail.key) {
        KeyRef::Here(key, _) if key.aws_managed => return Some(Link::unknown(KIND, &managed())),
        KeyRef::Here(key, _) => (&key.arn, Some(key)),
        KeyRef::Outside(text, _) => (text, None),
        KeyRef::Managed => return Some(Link::unknown(KIND, &managed())),
        KeyRef::Unknown(why) => return Some(Link::unknown(KIND, &why)),
    };
    let link = KeyUse { model, trail, arn, key }.link();
    Some(key.map_or(link.clone(), |key| link.if_there(&key.place)))
}

fn managed() -> Why {
    Why::new("whether CloudTrail can use a key that AWS manages is not documented")
}

impl KeyUse<'_> {
    fn label(&self) -> String {
        self.key.map_or_else(|| self.arn.to_string(), |key| key.place.address.clone())
    }

    fn involve(&self, cause: Cause) -> Cause {
        let cause = cause.label(self.trail.key.span, "this key encrypts what is recorded");
        match self.key {
            Some(key) => cause.label(key.place.span, "the key").about(&key.place),
            None => cause,
        }
    }

    fn broken(&self, text: &str, cause: impl FnOnce(Cause) -> Cause) -> Link {
        let text = format!("`{}` may not use its key: {text}", self.trail.place.address);
        let new = Cause::new(CauseKind::TrailKeyPolicy { needed: true }, text);
        Link::broken(KIND, self.involve(cause(new)))
    }

    fn link(&self) -> Link {
        match self.usable() {
            Use::Never(text, span) => {
                let span = span.or(self.key.and_then(|key| key.place.span));
                self.broken(&format!("`{}` {text}", self.label()), |cause| cause.at(span))
            }
            Use::Perhaps(why) => match self.judged() {
                link if link.verdict == LinkVerdict::Ok => Link::unknown(KIND, &why),
                link => link,
            },
            Use::Fine => self.judged(),
        }
    }

    /// The key lies in the Region of the bucket.
    fn usable(&self) -> Use {
        let Some(key) = self.key else { return Use::Fine };
        let bucket = self.trail.bucket.set().and_then(|name| {
            let is_it = |bucket: &Bucket| name.equals(&bucket.name).and(Truth::from(!bucket.place.found));
            Matches::of(&self.model.buckets, is_it).first()
        });
        let home = bucket.map_or(&key.place.home, |bucket| &bucket.place.home);
        unusable(key, home, "CloudTrail", "the bucket")
    }

    fn judged(&self) -> Link {
        let fits = |text: &Text| match self.key {
            Some(key) => text.equals(&key.arn).or(text.equals(&key.id)),
            None => text.equals(self.arn),
        };
        let owner = self.key.map(|key| &key.place);
        let matches = Matches::naming(&self.model.key_policies, owner, |it| &it.key, fits);
        let court = Court {
            kind: KIND,
            owner: self.label(),
            involve: &|cause| self.involve(cause),
            ask: &|policy: &KeyPolicy| self.ask(policy, self.needed()),
            kind_of: &|_, _, refusal| {
                let text = format!("`{}` may not use its key: {}", self.trail.place.address, refusal.text);
                (CauseKind::TrailKeyPolicy { needed: true }, text)
            },
            several: |harmless| CauseKind::TwoKeyPolicies { harmless },
            none: &|| self.no_policy(),
        };
        let link = court.link(&matches);
        match written(&matches) {
            Some(policy) if link.verdict == LinkVerdict::Ok => self.beside(link, policy),
            _ => self.or_by_grant(link),
        }
    }

    /// An S3 Bucket Key has CloudTrail decrypt as well, and an event data store is read with the key.
    fn needed(&self) -> &'static [&'static str] {
        let bucket = given(&self.trail.bucket);
        let has_bucket_key = self.model.bucket_encryptions.iter().any(|encryption| {
            let same = encryption.bucket.set().zip(bucket.set()).is_some_and(|(a, b)| a.equals(b).is_yes());
            let certain = encryption.place.exists.is_yes();
            same && certain && encryption.bucket_key.value.truth(false).is_yes()
        });
        match self.trail.kind == TrailKind::EventDataStore || has_bucket_key {
            true => &["kms:GenerateDataKey", "kms:Decrypt"],
            false => &["kms:GenerateDataKey"],
        }
    }

    fn ask(&self, policy: &KeyPolicy, actions: &[&'static str]) -> Answer {
        let asks: Vec<_> = actions.iter().map(|action| use_key(self.trail, action, self.arn)).collect();
        let caller = CLOUDTRAIL.into();
        // A key may serve others as well.
        Questions { role: Role::Key, asks: &asks, caller: &caller, on_purpose: &|_| true }.put(&policy.policy)
    }

    fn no_policy(&self) -> Link {
        let Some(key) = self.key else {
            let text = format!("nothing here declares the key `{}`", self.arn);
            let why = Why::new(text).at(self.trail.key.span);
            return Link::unknown(KIND, &why.settled_by(Settle::Outside(self.arn.to_string())));
        };
        if let Some(why) = outside(&key.place) {
            return Link::unknown(KIND, &why);
        }
        let address = &key.place.address;
        let text =
            format!("`{address}` has no policy of its own, and the default of AWS admits only the account");
        self.broken(&text, |cause| cause.at(key.place.span))
    }

    /// What AWS lists beside the needed action: what happens without it is not said.
    fn beside(&self, link: Link, policy: &KeyPolicy) -> Link {
        let Answer::Refused(refusals) = self.ask(policy, &["kms:DescribeKey"]) else { return link };
        let Some(first) = refusals.into_iter().next() else { return link };
        let text =
            format!("the policy of `{}` leaves out {} for CloudTrail", self.label(), listed(&first.actions));
        let mut cause = Cause::new(CauseKind::TrailKeyPolicy { needed: false }, text)
            .at(first.span.or(policy.policy.span).or(policy.place.span))
            .about(&policy.place)
            .possible(None);
        cause.labels.extend(first.labels);
        link.with(self.involve(cause))
    }

    /// A grant that may be for CloudTrail leaves open what the policy does not say.
    fn or_by_grant(&self, link: Link) -> Link {
        let Some(key) = self.key.filter(|_| link.verdict == LinkVerdict::Broken) else { return link };
        let grants = Matches::of(&self.model.grants, |grant| key_is(&grant.key, key));
        match grants.certain.first().copied().or(grants.perhaps.first().map(|(grant, _)| *grant)) {
            Some(grant) => {
                let text =
                    format!("whether `{}` lets CloudTrail use the key is not known", grant.place.address);
                let why = Why::new(text).at(grant.place.span);
                let causes = link.causes.into_iter().map(|cause| cause.possible(Some(&why))).collect();
                Link { causes, ..Link::unknown(KIND, &why) }
            }
            None => link,
        }
    }
}
