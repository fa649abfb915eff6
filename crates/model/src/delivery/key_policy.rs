//! The link `key-policy`: whether the key of a bucket admits log delivery.

use super::bucket::Subject;
use super::join::{Matches, outside};
use super::key_ref::key_is;
use super::policies::{Court, written};
use super::refusal::{Answer, Questions, Refusal, RefusalKind, listed};
use super::request::{Ask, DELIVERY, object_arns, use_key};
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict, Route, join};
use crate::{BucketEncryption, Home, Key, KeyPolicy};
use iam::{Element, PrincipalKind, Role, Statement};
use known::{Known, Part, Settle, Text, Truth, Why};

const NEEDED: &str = "kms:GenerateDataKey";

/// What AWS lists beside it. `ReEncrypt*` are two actions.
const LISTED: [&str; 5] =
    ["kms:Decrypt", "kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:DescribeKey"];

/// A bucket's use of a key.
struct KeyUse<'a> {
    route: &'a Route<'a>,
    subject: &'a Subject<'a>,
    encryption: &'a BucketEncryption,
    arn: &'a Text,
    home: &'a Home,
    key: Option<&'a Key>,
}

/// For a key that is in the model.
pub(super) fn link(
    route: &Route<'_>,
    subject: &Subject<'_>,
    encryption: &BucketEncryption,
    key: &Key,
) -> Link {
    let used = KeyUse { route, subject, encryption, arn: &key.arn, home: &key.place.home, key: Some(key) };
    let all = &route.model.key_policies;
    let fits = |text: &Text| text.equals(&key.arn).or(text.equals(&key.id));
    used.judged(&Matches::naming(all, Some(&key.place), |it| &it.key, fits))
}

/// For a key that nothing here declares: its policy may be here all the same.
pub(super) fn outside_link(
    route: &Route<'_>,
    subject: &Subject<'_>,
    encryption: &BucketEncryption,
    key: &Text,
) -> Link {
    let used = KeyUse { route, subject, encryption, arn: key, home: subject.home, key: None };
    let all = &route.model.key_policies;
    used.judged(&Matches::naming(all, None, |it| &it.key, |text| text.equals(key)))
}

impl KeyUse<'_> {
    fn judged(&self, matches: &Matches<'_, KeyPolicy>) -> Link {
        let court = Court {
            kind: LinkKind::KeyPolicy,
            owner: self.label(),
            involve: &|cause| self.involve(cause),
            ask: &|policy: &KeyPolicy| {
                self.put(policy, &[self.ask(NEEDED)], &|it| self.is_for_log_groups(it))
            },
            kind_of: &|policy, _, refusal| self.kind_of(policy, refusal),
            several: |harmless| CauseKind::TwoKeyPolicies { harmless },
            none: &|| self.no_policy(),
        };
        let link = court.link(matches);
        match link.verdict {
            LinkVerdict::Ok => match written(matches) {
                Some(policy) => self.beside(link, policy),
                None => link,
            },
            LinkVerdict::Broken => self.or_by_grant(link),
            _ => link,
        }
    }

    fn put(&self, policy: &KeyPolicy, asks: &[Ask<'_>], on_purpose: &dyn Fn(&Statement) -> bool) -> Answer {
        let caller = DELIVERY.into();
        Questions { role: Role::Key, asks, caller: &caller, on_purpose }.put(&policy.policy)
    }

    fn ask(&self, action: &'static str) -> Ask<'_> {
        let bucket_key = self.encryption.bucket_key.value.truth(false);
        let mut contexts = Vec::new();
        if !bucket_key.is_yes() {
            contexts.extend(object_arns(self.route, self.subject.name, self.subject.home));
        }
        if !bucket_key.is_no() {
            contexts.push(join::bucket_arn(&self.subject.home.partition, self.subject.name));
        }
        use_key(self.route, action, self.arn, self.home, &contexts, bucket_key.why())
    }

    fn label(&self) -> String {
        self.key.map_or_else(|| self.arn.to_string(), |key| key.place.address.clone())
    }

    fn involve(&self, cause: Cause) -> Cause {
        let cause = match self.key {
            Some(key) => cause.label(key.place.span, "the key of the bucket").about(&key.place),
            None => cause.label(self.encryption.key.span, "the key of the bucket"),
        };
        self.subject.involve(cause)
    }

    /// Statements for CloudWatch Logs, where the key serves log groups as well.
    fn is_for_log_groups(&self, statement: &Statement) -> bool {
        let groups = &self.route.model.log_groups;
        let shared =
            || self.key.is_some_and(|key| groups.iter().any(|group| key_is(&group.key, key).is_yes()));
        let about_groups = statement.conditions.iter().any(|condition| {
            condition.key.to_string().to_ascii_lowercase().starts_with("kms:encryptioncontext:aws:logs:")
        });
        names_logs(statement) && (about_groups || shared())
    }

    fn kind_of(&self, policy: &KeyPolicy, refusal: &Refusal) -> (CauseKind, String) {
        let (actions, text) = (refusal.actions.clone(), refusal.text.clone());
        if self.fails_by_bucket_key(policy, &refusal.kind) {
            return (CauseKind::BucketKeyContext, format!("{text}, since the bucket has an S3 Bucket Key"));
        }
        let kind = match &refusal.kind {
            RefusalKind::Denied(element) => CauseKind::KeyPolicyDenies { actions, element: element.clone() },
            RefusalKind::Mismatch(element) => {
                CauseKind::KeyPolicyMismatch { actions, element: element.clone(), needed: true }
            }
            RefusalKind::WrongPrincipal { named } => {
                CauseKind::WrongServicePrincipal { named: named.clone(), meant: DELIVERY.to_owned() }
            }
            RefusalKind::Missing => CauseKind::KeyPolicyMissingDelivery { own_policy: true },
        };
        (kind, text)
    }

    /// Whether the policy would do if S3 named the object in the encryption context, as it does
    /// without a Bucket Key.
    fn fails_by_bucket_key(&self, policy: &KeyPolicy, kind: &RefusalKind) -> bool {
        let (RefusalKind::Denied(element) | RefusalKind::Mismatch(element)) = kind else { return false };
        let context = matches!(element, Element::Condition(key)
            if key.to_ascii_lowercase().starts_with("kms:encryptioncontext"));
        if !context || !self.encryption.bucket_key.value.truth(false).is_yes() {
            return false;
        }
        let objects = object_arns(self.route, self.subject.name, self.subject.home);
        let ask = use_key(self.route, NEEDED, self.arn, self.home, &objects, None);
        matches!(self.put(policy, &[ask], &|_| false), Answer::Allowed(_))
    }

    fn no_policy(&self) -> Link {
        let kind = LinkKind::KeyPolicy;
        let Some(key) = self.key else {
            let text = format!("nothing here declares the key `{}`", self.arn);
            let settle = Settle::Outside(self.arn.to_string());
            return Link::unknown(kind, &Why::new(text).at(self.encryption.key.span).settled_by(settle));
        };
        if let Some(why) = outside(&key.place) {
            return Link::unknown(kind, &why).by(&key.place);
        }
        let address = &key.place.address;
        let text =
            format!("`{address}` has no policy of its own, and the default of AWS admits only the account");
        let kind_of = CauseKind::KeyPolicyMissingDelivery { own_policy: false };
        let cause = Cause::new(kind_of, text).at(key.place.span).about(&key.place);
        let cause = cause.label(self.encryption.key.span, "the bucket is encrypted with it");
        Link::broken(kind, self.subject.involve(cause)).by(&key.place)
    }

    /// The actions that AWS lists beside the one that is needed.
    fn beside(&self, link: Link, policy: &KeyPolicy) -> Link {
        let asks = LISTED.map(|action| self.ask(action));
        let Answer::Refused(refusals) = self.put(policy, &asks, &|_| true) else { return link };
        let mut actions: Vec<&'static str> =
            refusals.iter().flat_map(|it| &it.actions).map(|action| documented(action)).collect();
        actions.dedup();
        let Some(first) = refusals.first() else { return link };
        let text = format!("the policy of `{}` leaves out {}", self.label(), listed(&actions));
        let kind = CauseKind::KeyPolicyMismatch { actions, element: Element::Action, needed: false };
        let mut cause = Cause::new(kind, text)
            .at(first.span.or(policy.policy.span).or(policy.place.span))
            .about(&policy.place)
            .with_confidence(first.confidence);
        cause.labels.extend(first.labels.iter().cloned());
        link.with(self.involve(cause))
    }

    /// A grant that may be for log delivery leaves open what the policy does not say.
    fn or_by_grant(&self, link: Link) -> Link {
        let denied = |cause: &Cause| matches!(cause.kind, CauseKind::KeyPolicyDenies { .. });
        let Some(key) = self.key.filter(|_| !link.causes.iter().any(denied)) else { return link };
        let all = Matches::of(&self.route.model.grants, |grant| {
            key_is(&grant.key, key).and(may_be_delivery(grant))
        });
        let grant = all.certain.first().copied().or(all.perhaps.first().map(|(grant, _)| *grant));
        let Some(grant) = grant else { return link };
        let text = format!("whether `{}` lets log delivery use the key is not known", grant.place.address);
        let why = Why::new(text).at(grant.place.span);
        let causes = link.causes.into_iter().map(|cause| cause.possible(Some(&why))).collect();
        Link { causes, address: link.address, span: link.span, ..Link::unknown(LinkKind::KeyPolicy, &why) }
    }
}

/// As AWS writes the action in its statement.
fn documented(action: &'static str) -> &'static str {
    if action.starts_with("kms:ReEncrypt") { "kms:ReEncrypt*" } else { action }
}

/// The ARN of an IAM identity is never log delivery.
fn may_be_delivery(grant: &crate::Grant) -> Truth {
    match &grant.grantee.value {
        Known::Absent => Truth::No,
        Known::Unknown(why) => Truth::Unknown(why.clone()),
        Known::Set(text) => {
            let service = text.split(':').into_iter().nth(2);
            let identity =
                service.is_some_and(|it| it.equals(&"iam".into()).or(it.equals(&"sts".into())).is_yes());
            match text.why() {
                _ if identity => Truth::No,
                Some(why) => Truth::Unknown(why),
                None => Truth::from(text.known().is_some_and(|name| name.ends_with(".amazonaws.com"))),
            }
        }
    }
}

fn names_logs(statement: &Statement) -> bool {
    let sets = statement.principals.iter().flat_map(|principals| &principals.sets);
    let mut entries = sets.filter(|set| set.kind == PrincipalKind::Service).flat_map(|set| &set.entries);
    entries.any(|entry| matches!(entry.text.parts().first(), Some(Part::Literal(start, _)) if start.starts_with("logs.")))
}
