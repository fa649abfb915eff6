//! The links of an S3 destination: the bucket and its policy. Its encryption is beside.

use super::address::{Address, bucket_in};
use super::encryption;
use super::join::{Matches, Placed, bucket_arn, fault_of, outside};
use super::name::{self, Target};
use super::policies::Court;
use super::refusal::{Questions, Refusal, RefusalKind};
use super::request::{DELIVERY, get_bucket_acl, put_object};
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict, Route};
use crate::{Bucket, BucketPolicy, Home, Model, Place};
use iam::Role;
use known::{Fault, Setting, Text, Truth, Why};

/// The bucket that a destination names: declared here, found, or only a name.
pub(super) struct Subject<'m> {
    pub model: &'m Model,
    pub name: &'m Text,
    /// As far as it is in the model.
    pub bucket: Option<&'m Bucket>,
    pub home: &'m Home,
    /// What to say of a setting that is not here: for a bucket of which only the name is known.
    pub outside: Option<Why>,
}

pub(super) fn links(route: &Route<'_>) -> Vec<Link> {
    let (bucket_link, target) = name::judge(route, &route.model.buckets);
    let (name, bucket, outside) = match target {
        Target::Here(bucket) => (&bucket.name, Some(bucket), outside(&bucket.place)),
        Target::Outside(name, why) => (name, None, Some(why)),
        Target::Nowhere(why) => {
            let rest = [LinkKind::BucketPolicy, LinkKind::BucketKey, LinkKind::KeyPolicy];
            return [bucket_link].into_iter().chain(rest.map(|kind| Link::unknown(kind, &why))).collect();
        }
    };
    let home = bucket.map_or(&route.source.place.home, |bucket| &bucket.place.home);
    let subject = Subject { model: route.model, name, bucket, home, outside };
    let bucket_link = match fault_of(&route.destination.prefix) {
        Some(fault) if bucket_link.verdict != LinkVerdict::Broken => {
            let cause = subject.involve(Cause::of_fault(&fault, route.destination.prefix.span));
            Link::broken(LinkKind::Bucket, cause).at(route.destination.prefix.span)
        }
        _ => bucket_link,
    };
    let [key, key_policy] = encryption::links(route, &subject);
    vec![bucket_link, policy_link(route, &subject), key, key_policy]
}

impl<'m> Subject<'m> {
    /// Whether a text names this bucket. Bucket names are unique, so that the name of another
    /// declared bucket is never this one's.
    pub fn is(&self, text: &Text) -> Truth {
        match text.equals(self.name) {
            Truth::Unknown(_) if self.is_of_another(text) => Truth::No,
            truth => truth,
        }
    }

    fn is_of_another(&self, text: &Text) -> bool {
        let address = self.bucket.map(|bucket| &bucket.place.address);
        let mut others = self.model.buckets.iter().filter(|other| Some(&other.place.address) != address);
        others.any(|other| !other.place.exists.is_no() && text.equals(&other.name).is_yes())
    }

    /// What is set for this bucket in resources of their own. An address in place of its name is
    /// refused when it is set.
    pub fn settings<'t, T: Placed>(
        &self,
        all: &'t [T],
        bucket: impl Fn(&T) -> &Setting<Text>,
    ) -> Matches<'t, T> {
        let mut matches = Matches::naming(all, self.place(), &bucket, |text| self.is(text));
        for thing in all.iter().filter(|thing| !thing.place().exists.is_no()) {
            let setting = bucket(thing);
            if let Some(text) = setting.set().filter(|text| self.is_at(text))
                && let Some(address) = Address::of(text)
            {
                let words = format!("`{text}` is {}, and the name of the bucket is wanted", address.words());
                let meant = self.place().map(|place| place.address.clone());
                matches.refused.push((thing, Fault { text: words, span: setting.span, meant }));
            }
        }
        matches
    }

    /// Whether a text is the ARN, a URL or a host name of this bucket.
    fn is_at(&self, text: &Text) -> bool {
        let arn = bucket_arn(&self.home.partition, self.name);
        let name = bucket_in(text);
        text.equals(&arn).is_yes() || name.is_some_and(|name| name.equals(self.name).is_yes())
    }

    pub fn place(&self) -> Option<&'m Place> {
        self.bucket.map(|bucket| &bucket.place)
    }

    /// For messages: the address, or the name for lack of one.
    pub fn label(&self) -> String {
        match self.place() {
            Some(place) => place.address.clone(),
            None => self.name.to_string(),
        }
    }

    /// A cause that rests on this bucket, which is not where it is to be mended.
    pub fn involve(&self, cause: Cause) -> Cause {
        match self.place() {
            Some(place) => cause.label(place.span, "the bucket that receives the logs").about(place),
            None => cause,
        }
    }

    /// A link that is certain no more than the bucket is there.
    pub fn bind(&self, link: Link) -> Link {
        match self.place() {
            Some(place) => link.if_there(place),
            None => link,
        }
    }
}

fn policy_link(route: &Route<'_>, subject: &Subject<'_>) -> Link {
    let policies = &route.model.bucket_policies;
    let matches = subject.settings(policies, |it| &it.bucket);
    let caller = DELIVERY.into();
    let ask = |policy: &BucketPolicy| {
        let asks = [
            put_object(route, subject.name, subject.home),
            get_bucket_acl(route, subject.name, subject.home),
        ];
        let questions =
            Questions { role: Role::Resource, asks: &asks, caller: &caller, on_purpose: &|_| false };
        questions.put(&policy.policy)
    };
    let court = Court {
        kind: LinkKind::BucketPolicy,
        owner: subject.label(),
        involve: &|cause| subject.involve(cause),
        ask: &ask,
        kind_of: &kind_of,
        several: |harmless| CauseKind::TwoBucketPolicies { harmless },
        none: &|| no_policy(subject),
    };
    subject.bind(court.link(&matches))
}

fn no_policy(subject: &Subject<'_>) -> Link {
    let kind = LinkKind::BucketPolicy;
    if let Some(why) = &subject.outside {
        return Link::unknown(kind, why);
    }
    let text = format!("`{}` has no policy here, so that AWS has to add one", subject.label());
    let cause = Cause::new(CauseKind::BucketPolicyLeftToAws, text);
    match subject.place() {
        Some(place) => Link::missing(kind, cause.at(place.span).about(place)).by(place),
        None => Link::missing(kind, cause),
    }
}

fn kind_of(policy: &BucketPolicy, all: &[Refusal], refusal: &Refusal) -> (CauseKind, String) {
    let (actions, text) = (refusal.actions.clone(), refusal.text.clone());
    let kind = match &refusal.kind {
        RefusalKind::Denied(element) => CauseKind::BucketPolicyDenies { actions, element: element.clone() },
        RefusalKind::Mismatch(element) => {
            CauseKind::BucketPolicyMismatch { actions, element: element.clone() }
        }
        RefusalKind::WrongPrincipal { named } => {
            CauseKind::WrongServicePrincipal { named: named.clone(), meant: DELIVERY.to_owned() }
        }
        RefusalKind::Missing => match negated_element(policy) {
            Some(element) if all.iter().all(|it| it.kind == RefusalKind::Missing) => {
                let text = format!("AWS adds no statements to a policy with `{element}`");
                return (CauseKind::BucketPolicyBlocksAppend, text);
            }
            _ => CauseKind::BucketPolicyMissingDelivery { actions },
        },
    };
    (kind, text)
}

/// An element that keeps AWS from adding its statements.
fn negated_element(policy: &BucketPolicy) -> Option<&'static str> {
    policy.policy.set()?.statements.iter().find_map(|statement| {
        let actions = statement.actions.as_ref().is_some_and(|actions| actions.negated);
        let principals = statement.principals.as_ref().is_some_and(|principals| principals.negated);
        match (actions, principals) {
            (true, _) => Some("NotAction"),
            (_, true) => Some("NotPrincipal"),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use iam::Statement;
    use known::{Known, Setting};

    const WRITE: &str = "s3:PutObject";

    fn with_policy(statements: Vec<Statement>) -> Model {
        Model {
            bucket_policies: vec![bucket_policy("aws_s3_bucket_policy.logs", "logs", statements)],
            ..s3_model()
        }
    }

    fn check(model: &Model, expected: &str) {
        let link = link(model, LinkKind::BucketPolicy);
        assert_eq!(outcome(&link), expected, "{}", link.why);
    }

    fn check_statements(statements: Vec<Statement>, expected: &str) {
        check(&with_policy(statements), expected);
    }

    #[test]
    fn the_statements_that_aws_writes_are_enough() {
        let conditioned = delivery_statements("logs").into_iter().map(|it| {
            let it = when(it, "StringEquals", "aws:SourceAccount", &["111122223333"]);
            when(it, "ArnLike", "aws:SourceArn", &["arn:aws:logs:eu-west-1:111122223333:*"])
        });
        let mut statements: Vec<Statement> = conditioned.collect();
        let last = statements.pop().unwrap();
        statements.push(when(last, "StringEquals", "s3:x-amz-acl", &["bucket-owner-full-control"]));
        check_statements(statements, "ok");
    }

    #[test]
    fn without_a_policy_it_is_left_to_aws() {
        check(&s3_model(), "missing: BucketPolicyLeftToAws");
        let mut found = s3_model();
        found.buckets[0].place.found = true;
        check(&found, "unknown");
        found.bucket_policies.push(bucket_policy(
            "aws_s3_bucket_policy.logs",
            "logs",
            delivery_statements("logs"),
        ));
        check(&found, "ok");
    }

    #[test]
    fn a_policy_that_may_be_of_this_bucket_leaves_it_open() {
        let statements = delivery_statements("logs");
        let policy = bucket_policy("aws_s3_bucket_policy.any", "${var.bucket}", statements);
        check(&Model { bucket_policies: vec![policy.clone()], ..s3_model() }, "unknown");

        let mut other = policy;
        other.bucket = named("audit-${var.stage}");
        check(
            &Model { bucket_policies: vec![other.clone()], ..s3_model() },
            "missing: BucketPolicyLeftToAws",
        );

        // A generated name may be any text, but not that of another bucket.
        let mut model = s3_model();
        model.sources[0].logs[0].destinations[0].name = named("${aws_s3_bucket.logs.id}");
        model.buckets = vec![
            bucket("aws_s3_bucket.logs", "${aws_s3_bucket.logs.id}"),
            bucket("aws_s3_bucket.audit", "audit-${var.stage}"),
        ];
        model.bucket_policies.push(other);
        check(&model, "missing: BucketPolicyLeftToAws");
    }

    #[test]
    fn a_policy_that_may_not_be_there_asks() {
        let mut model = with_policy(delivery_statements("logs"));
        model.bucket_policies[0].place.exists = Truth::Unknown(asked("var.on"));
        check(&model, "unknown");
        let reason = link(&model, LinkKind::BucketPolicy).reason.unwrap();
        assert_eq!(reason.questions(), ["var.on"]);
        model.bucket_policies[0].place.exists = Truth::No;
        check(&model, "missing: BucketPolicyLeftToAws");
    }

    #[test]
    fn a_policy_for_others_is_missing_log_delivery() {
        let root = "arn:aws:iam::111122223333:root";
        check_statements(vec![allow(root, &["s3:*"], &["*"])], "broken: BucketPolicyMissingDelivery");
        check_statements(Vec::new(), "broken: BucketPolicyMissingDelivery");
        let tls = when(deny("*", &["s3:*"], &["*"]), "Bool", "aws:SecureTransport", &["false"]);
        check_statements(vec![tls], "broken: BucketPolicyMissingDelivery");
    }

    #[test]
    fn not_action_keeps_aws_from_helping() {
        let mut tls = when(deny("*", &["s3:GetObject"], &["*"]), "Bool", "aws:SecureTransport", &["false"]);
        tls.actions.as_mut().unwrap().negated = true;
        check_statements(vec![tls.clone()], "broken: BucketPolicyBlocksAppend");
        let mut statements = delivery_statements("logs");
        statements.push(tls);
        check_statements(statements, "ok");
    }

    #[test]
    fn a_statement_that_misses_is_named() {
        let [acl, write] = delivery_statements("logs").try_into().unwrap();
        let kafka = |it: &Statement| {
            when(it.clone(), "ArnLike", "aws:SourceArn", &["arn:aws:kafka:eu-west-1:111122223333:cluster/*"])
        };
        check_statements(vec![kafka(&acl), kafka(&write)], "broken: BucketPolicyMismatch");
        check_statements(vec![write.clone()], "broken: BucketPolicyMismatch");
        check_statements(
            vec![acl.clone(), allow(DELIVERY, &[WRITE], &["arn:aws:s3:::logs"])],
            "broken: BucketPolicyMismatch",
        );
        let other = when(write.clone(), "StringEquals", "aws:SourceAccount", &["444455556666"]);
        check_statements(vec![acl, other], "broken: BucketPolicyMismatch");
    }

    #[test]
    fn what_is_not_documented_is_only_possible() {
        let [acl, write] = delivery_statements("logs").try_into().unwrap();
        let sources = ["arn:aws:logs:eu-west-1:111122223333:delivery-source:*"];
        let newer = when(write.clone(), "ArnLike", "aws:SourceArn", &sources);
        check_statements(vec![acl.clone(), newer], "broken: BucketPolicyMismatch?");
        let literal =
            when(write.clone(), "StringEquals", "aws:SourceArn", &["arn:aws:logs:eu-west-1:111122223333:*"]);
        check_statements(vec![acl.clone(), literal], "unknown");
        let headers = when(deny("*", &[WRITE], &["*"]), "Null", "s3:x-amz-server-side-encryption", &["true"]);
        check_statements(vec![acl.clone(), write.clone(), headers], "broken: BucketPolicyDenies?");
        let tls = when(deny("*", &["s3:*"], &["*"]), "NumericLessThan", "s3:TlsVersion", &["1.2"]);
        check_statements(vec![acl, write, tls], "ok");
    }

    #[test]
    fn a_deny_wins_unless_services_are_exempt() {
        let outsiders =
            when(deny("*", &["s3:*"], &["*"]), "StringNotEquals", "aws:PrincipalOrgID", &["o-example"]);
        let with = |it: &Statement| [delivery_statements("logs"), vec![it.clone()]].concat();
        check_statements(with(&outsiders), "broken: BucketPolicyDenies");
        let exempt = when(outsiders, "Bool", "aws:PrincipalIsAWSService", &["false"]);
        check_statements(with(&exempt), "ok");
    }

    #[test]
    fn another_service_is_told_from_log_delivery() {
        let for_service = |name: &str| {
            let mut statements = delivery_statements("logs");
            for statement in &mut statements {
                statement.principals.as_mut().unwrap().sets[0].entries[0].text = name.into();
            }
            statements
        };
        check_statements(for_service("delivery.log.amazonaws.com"), "broken: WrongServicePrincipal");
        check_statements(for_service("logs.amazonaws.com"), "broken: WrongServicePrincipal");
        check_statements(for_service("kafka.amazonaws.com"), "broken: WrongServicePrincipal");
        check_statements(for_service("cloudtrail.amazonaws.com"), "broken: BucketPolicyMissingDelivery");
        let access_logs = allow("logging.s3.amazonaws.com", &[WRITE], &["arn:aws:s3:::logs/access/*"]);
        check_statements(vec![access_logs], "broken: BucketPolicyMissingDelivery");
    }

    #[test]
    fn the_prefix_stands_before_the_folder_of_aws() {
        let with_prefix = |prefix: Setting<Text>, resource: &str| {
            let mut model = with_policy(vec![
                allow(DELIVERY, &["s3:GetBucketAcl"], &["arn:aws:s3:::logs"]),
                allow(DELIVERY, &[WRITE], &[resource]),
            ]);
            model.sources[0].logs[0].destinations[0].prefix = prefix;
            outcome(&link(&model, LinkKind::BucketPolicy))
        };
        let plain = "arn:aws:s3:::logs/AWSLogs/111122223333/*";
        let under = "arn:aws:s3:::logs/msk/AWSLogs/111122223333/*";
        assert_eq!(with_prefix(named("msk"), under), "ok");
        assert_eq!(with_prefix(named("msk/"), under), "ok");
        assert_eq!(with_prefix(named("msk"), plain), "broken: BucketPolicyMismatch");
        assert_eq!(with_prefix(Setting::absent(), under), "broken: BucketPolicyMismatch");
        assert_eq!(with_prefix(named("msk"), "arn:aws:s3:::logs/*"), "ok");
        assert_eq!(with_prefix(named("${var.prefix}"), plain), "unknown");
        assert_eq!(with_prefix(named("${var.prefix}"), "arn:aws:s3:::logs/*"), "ok");
        let unknown = Setting { value: Known::Unknown(Why::new("?")), span: None };
        assert_eq!(with_prefix(unknown, "arn:aws:s3:::logs/*"), "ok");
    }

    #[test]
    fn an_account_that_is_not_known_can_be_settled() {
        let mut model = with_policy(delivery_statements("logs"));
        let mut home = (*model.sources[0].place.home).clone();
        home.account = text("${account}");
        model.sources[0].place.home = std::sync::Arc::new(home);
        check(&model, "unknown");
        assert!(link(&model, LinkKind::BucketPolicy).why.contains("account"));
    }

    #[test]
    fn of_two_policies_the_last_one_wins() {
        let first = bucket_policy("aws_s3_bucket_policy.a", "logs", delivery_statements("logs"));
        let second = bucket_policy("aws_s3_bucket_policy.b", "logs", Vec::new());
        let policies = |list: &[&BucketPolicy]| Model {
            bucket_policies: list.iter().map(|it| (*it).clone()).collect(),
            ..s3_model()
        };
        check(&policies(&[&first, &second]), "broken: TwoBucketPolicies");
        check(&policies(&[&first, &first]), "ok: TwoBucketPolicies");
        check(&policies(&[&second, &second]), "broken: TwoBucketPolicies, BucketPolicyMissingDelivery");
    }

    #[test]
    fn a_reference_that_cannot_be_resolved_breaks_the_path() {
        let faulty = |meant: Option<&str>| {
            let mut fault = known::Fault::new("`aws_s3_bucket.log` is not declared", None);
            fault.meant = meant.map(str::to_owned);
            Setting { value: Known::Unknown(Why::fault(fault)), span: None }
        };
        let mut model = with_policy(delivery_statements("logs"));
        model.bucket_policies[0].bucket = faulty(None);
        check(&model, "broken: BrokenReference");
        model.bucket_policies[0].bucket = faulty(Some("aws_s3_bucket.logs"));
        check(&model, "broken: BrokenReference");
        model.bucket_policies[0].bucket = faulty(Some("aws_s3_bucket.audit"));
        check(&model, "missing: BucketPolicyLeftToAws");

        let mut model = with_policy(delivery_statements("logs"));
        model.sources[0].logs[0].destinations[0].prefix = faulty(None);
        assert_eq!(outcome(&link(&model, LinkKind::Bucket)), "broken: BrokenReference");
    }

    #[test]
    fn a_published_module_leaves_it_possible() {
        let mut model = with_policy(Vec::new());
        model.bucket_policies[0].place.hearsay = Some("terraform-aws-modules/s3-bucket 4.1.0".to_owned());
        check(&model, "broken: BucketPolicyMissingDelivery?");
    }
}
