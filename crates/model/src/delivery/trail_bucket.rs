//! Whether the bucket of a trail admits CloudTrail.

use super::join::{Matches, fault_of, given, outside};
use super::judge::{Judgement, judge};
use super::policies::Court;
use super::refusal::{Answer, Questions, Refusal, RefusalKind};
use super::request::Ask;
use super::trail_request::{CLOUDTRAIL, get_bucket_acl, put_object};
use super::{Cause, CauseKind, Link, LinkKind};
use crate::{Bucket, BucketPolicy, Confidence, Model, Trail};
use iam::{Applied, Document, Effect, Entry, PrincipalKind, PrincipalSet, Role, Statement};
use known::{Known, Settle, Text, Truth, Why};

const KIND: LinkKind = LinkKind::BucketPolicy;

/// A trail's use of a bucket.
struct BucketUse<'m> {
    trail: &'m Trail,
    name: &'m Text,
    bucket: Option<&'m Bucket>,
}

/// `None` for a trail that writes to no bucket.
pub(super) fn link(model: &Model, trail: &Trail) -> Option<Link> {
    if let Some(fault) = fault_of(&trail.bucket) {
        let cause = Cause::new(CauseKind::TrailBucketPolicy, fault.text).at(fault.span.or(trail.bucket.span));
        return Some(Link::broken(KIND, cause));
    }
    let name = match given(&trail.bucket) {
        Known::Set(name) => name,
        Known::Absent => return None,
        Known::Unknown(why) => return Some(Link::unknown(KIND, &why)),
    };
    let bucket = Matches::of(&model.buckets, |bucket| name.equals(&bucket.name)).first();
    let used = BucketUse { trail, name, bucket };
    let policies = &model.bucket_policies;
    let is_it = |text: &Text| match text.equals(name) {
        Truth::Unknown(_) if used.is_another(model, text) => Truth::No,
        truth => truth,
    };
    let owner = bucket.map(|bucket| &bucket.place);
    let link = used.judged(&Matches::naming(policies, owner, |it| &it.bucket, is_it));
    Some(owner.map_or(link.clone(), |place| link.if_there(place)))
}

impl BucketUse<'_> {
    /// Bucket names are unique: that of another declared bucket is never this one's.
    fn is_another(&self, model: &Model, text: &Text) -> bool {
        let address = self.bucket.map(|bucket| &bucket.place.address);
        let mut others = model.buckets.iter().filter(|other| Some(&other.place.address) != address);
        others.any(|other| !other.place.exists.is_no() && text.equals(&other.name).is_yes())
    }

    fn judged(&self, matches: &Matches<'_, BucketPolicy>) -> Link {
        let court = Court {
            kind: KIND,
            owner: self.label(),
            involve: &|cause| self.involve(cause),
            ask: &|policy: &BucketPolicy| self.ask(policy),
            kind_of: &|_, _, refusal| self.kind_of(refusal),
            several: |harmless| CauseKind::TwoBucketPolicies { harmless },
            none: &|| self.no_policy(),
        };
        court.link(matches)
    }

    fn label(&self) -> String {
        self.bucket.map_or_else(|| self.name.to_string(), |bucket| bucket.place.address.clone())
    }

    fn involve(&self, cause: Cause) -> Cause {
        let cause = cause.label(self.trail.bucket.span, "the trail writes to this bucket");
        match self.bucket {
            Some(bucket) => cause.label(bucket.place.span, "the bucket of the trail").about(&bucket.place),
            None => cause,
        }
    }

    fn ask(&self, policy: &BucketPolicy) -> Answer {
        let asks = [put_object(self.trail, self.name), get_bucket_acl(self.trail, self.name)];
        let caller = CLOUDTRAIL.into();
        // A bucket may serve others as well.
        let questions =
            Questions { role: Role::Resource, asks: &asks, caller: &caller, on_purpose: &|_| true };
        let mut answer = questions.put(&policy.policy);
        if let (Answer::Refused(refusals), Some(document)) = (&mut answer, policy.policy.set()) {
            for refusal in refusals.iter_mut().filter(|it| it.kind == RefusalKind::Missing) {
                let asked = asks.iter().filter(|ask| refusal.actions.contains(&ask.action));
                if asked.into_iter().all(|ask| self.admits_accounts(document, ask)) {
                    refusal.confidence = Confidence::Possible;
                    refusal.text = format!("it admits accounts in place of `{CLOUDTRAIL}`");
                }
            }
        }
        answer
    }

    /// An older policy lists the account that CloudTrail had in each Region.
    fn admits_accounts(&self, document: &Document, ask: &Ask<'_>) -> bool {
        let mut mended = document.clone();
        for statement in mended.statements.iter_mut().filter(|it| is_allow(it)) {
            let Some(principals) = statement.principals.as_mut().filter(|it| !it.negated) else { continue };
            let sets = principals.sets.iter().filter(|set| set.kind == PrincipalKind::Aws);
            if sets.flat_map(|set| &set.entries).any(|entry| self.is_foreign_account(&entry.text)) {
                let entries = vec![Entry { text: CLOUDTRAIL.into(), span: None }];
                principals.sets.push(PrincipalSet { kind: PrincipalKind::Service, entries, open: None });
            }
        }
        matches!(
            judge(&[Applied { role: Role::Resource, document: Ok(&mended) }], ask),
            Judgement::Allowed(_)
        )
    }

    /// An account, or what may be one, that is not ours.
    fn is_foreign_account(&self, text: &Text) -> bool {
        let parts = text.split(':');
        let account = match (parts.as_slice(), text.known()) {
            (_, None) => return true,
            ([account], _) => account,
            ([_, _, _, _, account, resource], _) if resource.equals(&"root".into()).is_yes() => account,
            _ => return false,
        };
        !account.equals(&"*".into()).is_yes() && !account.equals(&self.trail.place.home.account).is_yes()
    }

    fn kind_of(&self, refusal: &Refusal) -> (CauseKind, String) {
        let trail = &self.trail.place.address;
        let text = format!("`{trail}` may not write to its bucket: {}", refusal.text);
        (CauseKind::TrailBucketPolicy, text)
    }

    /// Unlike log delivery, CloudTrail adds no statement.
    fn no_policy(&self) -> Link {
        let Some(bucket) = self.bucket else {
            let text = format!("nothing here declares the bucket `{}`", self.name);
            let why = Why::new(text).at(self.trail.bucket.span);
            return Link::unknown(KIND, &why.settled_by(Settle::Outside(self.name.to_string())));
        };
        if let Some(why) = outside(&bucket.place) {
            return Link::unknown(KIND, &why);
        }
        let (trail, address) = (&self.trail.place.address, &bucket.place.address);
        let text = format!("`{trail}` may not write to its bucket: `{address}` has no policy");
        let cause = Cause::new(CauseKind::TrailBucketPolicy, text).at(bucket.place.span);
        Link::broken(KIND, self.involve(cause))
    }
}

fn is_allow(statement: &Statement) -> bool {
    matches!(statement.effect, Known::Set(Effect::Allow))
}
