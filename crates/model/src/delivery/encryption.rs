//! The encryption of a bucket: which key it names, and whether log delivery can use that key.

use super::bucket::Subject;
use super::join::given;
use super::key_ref::{Form, KeyRef, resolve};
use super::usable::{Use, unusable};
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict, Route, key_policy};
use crate::{BucketEncryption, Key};
use known::{Fault, Known, Span, Text, Truth, Why};

/// The links `bucket-key` and `key-policy`.
pub(super) fn links(route: &Route<'_>, subject: &Subject<'_>) -> [Link; 2] {
    let all = &route.model.bucket_encryptions;
    let matches = subject.settings(all, |it| &it.bucket);
    if let Some((encryption, fault)) = matches.refused.first() {
        return broken_reference(subject, encryption, fault, encryption.bucket.span);
    }
    let judged = matches.certain.iter().map(|encryption| {
        let links = judge(route, subject, encryption);
        links.map(|link| subject.bind(link.if_there(&encryption.place)))
    });
    // Where a bucket has two of them, the worse one is the one to talk about.
    let worse = |a: [Link; 2], b: [Link; 2]| if rank(&b) > rank(&a) { b } else { a };
    match (judged.reduce(worse), matches.perhaps.first(), &subject.outside) {
        (Some(links), ..) => links,
        (None, Some((encryption, why)), _) => {
            if let Some(fault) = why.as_fault() {
                return broken_reference(subject, encryption, fault, encryption.bucket.span);
            }
            let text = format!("`{}` may be the encryption of this bucket: {why}", encryption.place.address);
            let why = Why::new(text).at(encryption.bucket.span).and(why);
            both(|kind| Link::unknown(kind, &why).by(&encryption.place))
        }
        (None, None, Some(why)) => both(|kind| Link::unknown(kind, why)),
        (None, None, None) => managed_by_s3(subject),
    }
}

fn rank(links: &[Link; 2]) -> usize {
    let rank = |link: &Link| match link.verdict {
        LinkVerdict::Broken | LinkVerdict::Missing => 3,
        LinkVerdict::Unknown => 2,
        LinkVerdict::Ok => 1,
        LinkVerdict::NotApplicable => 0,
    };
    links.iter().map(rank).max().unwrap_or(0)
}

fn both(link: impl Fn(LinkKind) -> Link) -> [Link; 2] {
    [LinkKind::BucketKey, LinkKind::KeyPolicy].map(link)
}

fn broken_reference(
    subject: &Subject<'_>,
    encryption: &BucketEncryption,
    fault: &Fault,
    span: Option<Span>,
) -> [Link; 2] {
    let cause = Cause::of_fault(fault, span).about(&encryption.place);
    let link = Link::broken(LinkKind::BucketKey, subject.involve(cause)).by(&encryption.place).at(span);
    [link, Link::unknown(LinkKind::KeyPolicy, &Why::new(fault.text.clone()).at(span))]
}

fn managed_by_s3(subject: &Subject<'_>) -> [Link; 2] {
    let why = format!("S3 manages the encryption keys of `{}`", subject.label());
    both(|kind| Link::not_applicable(kind, why.clone()))
}

fn judge(route: &Route<'_>, subject: &Subject<'_>, encryption: &BucketEncryption) -> [Link; 2] {
    let algorithm = &encryption.algorithm;
    let unknown = |why: &Why, span| match why.as_fault() {
        Some(fault) => broken_reference(subject, encryption, fault, span),
        None => both(|kind| Link::unknown(kind, why).by(&encryption.place).at(span)),
    };
    let text = match given(algorithm) {
        Known::Absent => return managed_by_s3(subject),
        Known::Unknown(why) => return unknown(&why, algorithm.span),
        Known::Set(text) => text,
    };
    match text.known().as_deref() {
        Some("AES256") => return managed_by_s3(subject),
        Some("aws:kms" | "aws:kms:dsse") => {}
        Some(other) => {
            let why = Why::new(format!("how log delivery fares with `{other}` is not documented"));
            return unknown(&why, algorithm.span);
        }
        None => {
            let why = text.why().unwrap_or_else(|| Why::new("the algorithm is not known"));
            return unknown(&why, algorithm.span);
        }
    }
    let key = &encryption.key;
    match resolve(route.model, key) {
        KeyRef::Managed => unreadable(subject, encryption),
        KeyRef::Unknown(why) => unknown(&why, key.span),
        KeyRef::Here(key, _) if key.aws_managed => unreadable(subject, encryption),
        KeyRef::Here(key, form) => {
            let link = key_link(subject, encryption, key, form).by(&encryption.place).at(encryption.key.span);
            let policy = key_policy::link(route, subject, encryption, key);
            [link.if_there(&key.place), policy.if_there(&key.place)]
        }
        KeyRef::Outside(text, form) => {
            let link = outside_link(subject, encryption, text, form).by(&encryption.place).at(key.span);
            [link, key_policy::outside_link(route, subject, encryption, text)]
        }
    }
}

/// The policy of a key that AWS manages cannot be changed, and its name is that of the account.
fn unreadable(subject: &Subject<'_>, encryption: &BucketEncryption) -> [Link; 2] {
    let (text, span) = match given(&encryption.key) {
        Known::Set(key) => (format!("`{key}` is a key that AWS manages"), encryption.key.span),
        _ => ("`aws:kms` without a key uses the one that AWS manages".to_owned(), encryption.algorithm.span),
    };
    let cause = Cause::new(CauseKind::BucketKeyUnreadable, text)
        .at(span.or(encryption.place.span))
        .about(&encryption.place);
    let link = Link::broken(LinkKind::BucketKey, subject.involve(cause)).by(&encryption.place).at(span);
    [link, Link::not_applicable(LinkKind::KeyPolicy, "AWS manages the key and its policy")]
}

fn key_link(subject: &Subject<'_>, encryption: &BucketEncryption, key: &Key, form: Form) -> Link {
    let address = &key.place.address;
    match unusable(key, subject.home, "S3", "the bucket") {
        Use::Never(text, span) => {
            let cause = Cause::new(CauseKind::UnusableKey, format!("`{address}` {text}"))
                .at(span.or(key.place.span))
                .label(encryption.key.span, "the bucket is encrypted with it")
                .about(&key.place)
                .about(&encryption.place);
            return Link::broken(LinkKind::BucketKey, subject.involve(cause));
        }
        Use::Perhaps(why) => return Link::unknown(LinkKind::BucketKey, &why),
        Use::Fine => {}
    }
    let link = Link::ok(
        LinkKind::BucketKey,
        format!("`{address}` is a symmetric customer key, given by {}", form.word()),
    );
    match form {
        Form::Arn => link,
        _ => {
            let cause = not_arn(encryption, &format!("`{address}`"), form).about(&key.place);
            link.with(subject.involve(cause.label(key.place.span, "the key")))
        }
    }
}

fn outside_link(subject: &Subject<'_>, encryption: &BucketEncryption, key: &Text, form: Form) -> Link {
    let region = key.split(':').into_iter().nth(3).filter(|_| form != Form::Id);
    let elsewhere = region.map_or(Truth::No, |region| region.equals(&subject.home.region).not());
    match (form, elsewhere) {
        (_, Truth::Yes) => {
            let text = format!("`{key}` is a key of another Region than the bucket");
            let cause =
                Cause::new(CauseKind::UnusableKey, text).at(encryption.key.span).about(&encryption.place);
            Link::broken(LinkKind::BucketKey, subject.involve(cause))
        }
        (Form::Arn, Truth::Unknown(why)) => Link::unknown(LinkKind::BucketKey, &why),
        (Form::Arn, _) => Link::ok(LinkKind::BucketKey, format!("the customer key `{key}` is given by ARN")),
        (form, _) => {
            let cause = not_arn(encryption, &format!("`{key}`"), form);
            let text = format!("the customer key is given by {}", form.word());
            Link::ok(LinkKind::BucketKey, text).with(subject.involve(cause))
        }
    }
}

fn not_arn(encryption: &BucketEncryption, key: &str, form: Form) -> Cause {
    let text = format!("the bucket names its key {key} by {}, and log delivery wants its ARN", form.word());
    let kind = CauseKind::BucketKeyNotArn { form: form.word() };
    Cause::new(kind, text).at(encryption.key.span.or(encryption.place.span)).about(&encryption.place)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use crate::{Alias, Grant, Model};
    use iam::Statement;
    use known::Setting;

    const USE: [&str; 5] =
        ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];

    fn model(algorithm: &str, key: Setting<Text>) -> Model {
        Model { bucket_encryptions: vec![encryption("logs", algorithm, key)], ..s3_model() }
    }

    /// A bucket with a customer key whose own policy has these statements.
    fn with_key(statements: Vec<Statement>) -> Model {
        Model {
            keys: vec![key("aws_kms_key.logs")],
            key_policies: vec![key_policy("aws_kms_key.logs", true, document(statements))],
            ..model("aws:kms", named(KEY_ARN))
        }
    }

    fn check(model: &Model, bucket_key: &str, key_policy: &str) {
        let links = [LinkKind::BucketKey, LinkKind::KeyPolicy].map(|kind| link(model, kind));
        let [a, b] = &links;
        assert_eq!([outcome(a), outcome(b)], [bucket_key, key_policy], "{} / {}", a.why, b.why);
    }

    #[test]
    fn s3_manages_keys_by_itself() {
        check(&s3_model(), "not-applicable", "not-applicable");
        check(&model("AES256", Setting::absent()), "not-applicable", "not-applicable");
    }

    #[test]
    fn the_key_that_aws_manages_makes_logs_unreadable() {
        for key in [Setting::absent(), named(""), named("alias/aws/s3")] {
            check(&model("aws:kms", key), "broken: BucketKeyUnreadable", "not-applicable");
        }
        let arn = "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3";
        check(&model("aws:kms:dsse", named(arn)), "broken: BucketKeyUnreadable", "not-applicable");
    }

    #[test]
    fn a_key_that_is_not_here_is_not_judged() {
        check(&model("aws:kms", named("${var.key}")), "unknown", "unknown");
        check(&model("aws:kms", named(KEY_ARN)), "ok", "unknown");
        let elsewhere = "arn:aws:kms:us-east-1:111122223333:key/0000aaaa-key";
        check(&model("aws:kms", named(elsewhere)), "broken: UnusableKey", "unknown");
        check(&model("${var.algorithm}", named(KEY_ARN)), "unknown", "unknown");
    }

    #[test]
    fn the_policy_of_the_key_decides() {
        let root = || allow("arn:aws:iam::111122223333:root", &["kms:*"], &["*"]);
        check(&with_key(vec![root(), allow(DELIVERY, &USE, &["*"])]), "ok", "ok");
        check(&with_key(vec![root()]), "ok", "broken: KeyPolicyMissingDelivery");
        check(
            &with_key(vec![root(), allow(DELIVERY, &["kms:Decrypt"], &["*"])]),
            "ok",
            "broken: KeyPolicyMismatch",
        );
        check(
            &with_key(vec![root(), allow(DELIVERY, &["kms:GenerateDataKey*"], &["*"])]),
            "ok",
            "ok: KeyPolicyMismatch",
        );
        let mut without_resource = allow(DELIVERY, &USE, &["*"]);
        without_resource.resources = None;
        check(&with_key(vec![root(), without_resource]), "ok", "broken: KeyPolicyMismatch");
        let hit =
            when(deny("*", &["kms:*"], &["*"]), "StringNotEquals", "aws:PrincipalOrgID", &["o-example"]);
        check(&with_key(vec![root(), allow(DELIVERY, &USE, &["*"]), hit]), "ok", "broken: KeyPolicyDenies");
        check(
            &with_key(vec![root(), allow("kafka.amazonaws.com", &USE, &["*"])]),
            "ok",
            "broken: WrongServicePrincipal",
        );
    }

    #[test]
    fn a_key_without_a_policy_admits_only_the_account() {
        let mut model = with_key(Vec::new());
        model.key_policies[0].policy = Setting::absent();
        check(&model, "ok", "broken: KeyPolicyMissingDelivery");
        model.key_policies.push(key_policy(
            "aws_kms_key_policy.logs",
            false,
            document(vec![allow(DELIVERY, &USE, &["*"])]),
        ));
        check(&model, "ok", "ok");
        model.key_policies[0].policy = document(Vec::new());
        check(&model, "ok", "broken: TwoKeyPolicies");
    }

    #[test]
    fn statements_for_log_groups_are_there_on_purpose() {
        let logs = || allow("logs.eu-west-1.amazonaws.com", &USE, &["*"]);
        check(&with_key(vec![logs()]), "ok", "broken: WrongServicePrincipal");
        let arn = "arn:aws:logs:eu-west-1:111122223333:*";
        let group = when(logs(), "ArnLike", "kms:EncryptionContext:aws:logs:arn", &[arn]);
        check(&with_key(vec![group]), "ok", "broken: KeyPolicyMissingDelivery");
    }

    #[test]
    fn a_bucket_key_changes_the_encryption_context() {
        let objects = "arn:aws:s3:::logs/*";
        let statement =
            when(allow(DELIVERY, &USE, &["*"]), "StringLike", "kms:EncryptionContext:aws:s3:arn", &[objects]);
        let mut model = with_key(vec![statement]);
        check(&model, "ok", "ok");
        model.bucket_encryptions[0].bucket_key = set(true);
        check(&model, "ok", "broken: BucketKeyContext");
        model.bucket_encryptions[0].bucket_key.value = Known::Unknown(asked("var.bucket_key"));
        check(&model, "ok", "unknown");
    }

    #[test]
    fn ids_and_aliases_lead_to_the_key_and_are_not_what_aws_asks_for() {
        let mut model = with_key(vec![allow(DELIVERY, &USE, &["*"])]);
        model.bucket_encryptions[0].key = named("0000aaaa-key");
        check(&model, "ok: BucketKeyNotArn", "ok");
        model.aliases.push(Alias {
            place: place("aws_kms_alias.logs"),
            name: "alias/logs".into(),
            arn: "arn:aws:kms:eu-west-1:111122223333:alias/logs".into(),
            target: named("0000aaaa-key"),
        });
        model.bucket_encryptions[0].key = named("alias/logs");
        check(&model, "ok: BucketKeyNotArn", "ok");
        model.bucket_encryptions[0].key = named("arn:aws:kms:eu-west-1:111122223333:alias/logs");
        check(&model, "ok: BucketKeyNotArn", "ok");
        model.bucket_encryptions[0].key = named("alias/audit");
        check(&model, "ok: BucketKeyNotArn", "unknown");
    }

    #[test]
    fn a_key_that_cannot_encrypt_is_named() {
        let with = |change: fn(&mut Key)| {
            let mut model = with_key(vec![allow(DELIVERY, &USE, &["*"])]);
            change(&mut model.keys[0]);
            outcome(&link(&model, LinkKind::BucketKey))
        };
        assert_eq!(with(|key| key.enabled = set(false)), "broken: UnusableKey");
        assert_eq!(with(|key| key.spec = named("RSA_2048")), "broken: UnusableKey");
        assert_eq!(with(|key| key.usage = named("SIGN_VERIFY")), "broken: UnusableKey");
        assert_eq!(with(|key| key.state = named("PendingDeletion")), "broken: UnusableKey");
        assert_eq!(with(|key| key.enabled.value = Known::Unknown(asked("var.on"))), "unknown");
        assert_eq!(with(|key| key.aws_managed = true), "broken: BucketKeyUnreadable");
    }

    #[test]
    fn a_grant_is_never_proof() {
        let grant = |grantee: &str| Grant {
            place: place("aws_kms_grant.logs"),
            key: named("0000aaaa-key"),
            grantee: named(grantee),
        };
        let mut model = with_key(Vec::new());
        model.grants.push(grant("arn:aws:iam::111122223333:role/${var.role}"));
        check(&model, "ok", "broken: KeyPolicyMissingDelivery");
        model.grants.push(grant("${var.grantee}"));
        check(&model, "ok", "unknown: KeyPolicyMissingDelivery?");
    }
}
