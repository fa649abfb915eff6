//! The role of a Firehose stream: whether Firehose may take it on, and whether it may write to the
//! stream's own bucket and use the key there.

use super::bucket::Subject;
use super::join::{Matches, bucket_arn, fault_of, given, outside};
use super::key_ref::{KeyRef, resolve};
use super::refusal::{Answer, Questions, Refusal, RefusalKind};
use super::{Cause, CauseKind, Link, LinkKind, service};
use crate::identities::{Borne, text_of};
use crate::{Bucket, BucketEncryption, Identity, IdentityKind, Key, Model, Policies, Stream};
use iam::{Decision, Element, Miss, Request, Role};
use known::{Known, Part, Setting, Settle, Shape, Symbol, Text, Truth, Why};

const KIND: LinkKind = LinkKind::StreamRole;

pub(super) fn link(model: &Model, stream: &Stream) -> Link {
    let place = &stream.place;
    if let Some(fault) = fault_of(&stream.role).or(fault_of(&stream.bucket)) {
        let cause = Cause::new(CauseKind::BrokenReference, fault.text).at(fault.span.or(stream.role.span));
        return Link::broken(KIND, cause.about(place)).by(place);
    }
    let bucket = match given(&stream.bucket) {
        Known::Set(bucket) => bucket,
        Known::Absent => {
            return Link::not_applicable(KIND, "the stream writes to no bucket of its own").by(place);
        }
        Known::Unknown(why) => return Link::unknown(KIND, &why).by(place).at(stream.bucket.span),
    };
    let arn = match given(&stream.role) {
        Known::Set(arn) => arn,
        Known::Absent => {
            let text = format!("`{}` has no role to write to its bucket with", place.address);
            let cause = Cause::new(CauseKind::StreamRoleCannotWrite, text).at(place.span).about(place);
            return Link::missing(KIND, cause).by(place);
        }
        Known::Unknown(why) => return Link::unknown(KIND, &why).by(place).at(stream.role.span),
    };
    for (setting, text, noun) in [(&stream.role, arn, "role"), (&stream.bucket, bucket, "bucket")] {
        if is_no_arn(text) {
            let words = format!("`{text}` is no ARN, and the ARN of the {noun} is wanted");
            let span = setting.span.or(place.span);
            let cause = Cause::new(CauseKind::BrokenReference, words).at(span).about(place);
            return Link::broken(KIND, cause).by(place).at(span);
        }
    }
    match identity(model, arn) {
        Ok(identity) => judged(model, stream, identity, bucket).if_there(&identity.place),
        Err(why) => Link::unknown(KIND, &why).by(place).at(stream.role.span),
    }
}

/// A name stands where Firehose wants an ARN.
fn is_no_arn(text: &Text) -> bool {
    const BEGIN: &str = "arn:";
    match text.parts().first() {
        Some(Part::Literal(start, _)) => !start.starts_with(BEGIN) && !BEGIN.starts_with(start.as_str()),
        Some(Part::Symbol(symbol)) => !matches!(symbol.shape(), Shape::Any | Shape::Arn),
        None => false,
    }
}

/// The role with this ARN, as far as it is here.
fn identity<'m>(model: &'m Model, arn: &Text) -> Result<&'m Identity, Why> {
    let is_it = |it: &Identity| match it.kind {
        IdentityKind::Role => it.arn.equals(arn),
        IdentityKind::User | IdentityKind::Group => Truth::No,
    };
    let matches = Matches::of(&model.identities, is_it);
    if let Some(identity) = matches.first() {
        return outside(&identity.place).map_or(Ok(identity), Err);
    }
    let perhaps = matches.perhaps.first().map(|(_, why)| why.clone());
    Err(arn.why().or(perhaps).unwrap_or_else(|| not_here("role", arn)))
}

fn not_here(noun: &str, arn: &Text) -> Why {
    Why::new(format!("the {noun} `{arn}` is not here")).settled_by(Settle::Outside(arn.to_string()))
}

/// What one question about the role comes to.
enum Finding {
    May(String),
    MayNot(Cause),
    Unknown(Why),
}

fn judged(model: &Model, stream: &Stream, role: &Identity, bucket: &Text) -> Link {
    let place = &role.place;
    let mut link = Link::ok(KIND, format!("`{}` may write to the bucket", place.address));
    let findings = [trust(stream, role), write(model, role, bucket), encrypt(model, stream, role, bucket)];
    let (mut causes, mut open) = (Vec::new(), None);
    for finding in findings.into_iter().flatten() {
        match finding {
            Finding::May(text) => link.why = text,
            Finding::MayNot(cause) => {
                causes.push(cause.label(stream.place.span, "the stream that takes on this role"))
            }
            Finding::Unknown(why) => open = open.or(Some(why)),
        }
    }
    let mut causes = causes.into_iter();
    match (causes.next(), open) {
        (Some(cause), _) => link = causes.fold(Link::broken(KIND, cause), Link::with),
        (None, Some(why)) => link = Link::unknown(KIND, &why),
        (None, None) => {}
    }
    link.by(place)
}

/// Whether Firehose may take the role on.
fn trust(stream: &Stream, role: &Identity) -> Option<Finding> {
    if role.trust.value.is_absent() {
        return None;
    }
    let (asks, caller) = ([service::assume_role(stream, &role.arn)], Text::from(service::FIREHOSE));
    let questions = Questions { role: Role::Resource, asks: &asks, caller: &caller, on_purpose: &|_| false };
    match questions.put(&role.trust) {
        Answer::Allowed(_) => None,
        Answer::Unknown { why, .. } => Some(Finding::Unknown(why)),
        Answer::Refused(refusals) => {
            refusals.into_iter().next().map(|refusal| Finding::MayNot(untrusted(role, refusal)))
        }
    }
}

fn untrusted(role: &Identity, refusal: Refusal) -> Cause {
    let address = &role.place.address;
    let text = match &refusal.kind {
        RefusalKind::WrongPrincipal { named } => {
            format!("`{address}` trusts `{named}`, and a stream takes on its role as `{}`", service::FIREHOSE)
        }
        _ => format!("`{address}` does not trust Firehose: {}", refusal.text),
    };
    let mut cause = Cause::new(CauseKind::StreamRoleCannotWrite, text).at(refusal.span.or(role.place.span));
    cause.labels = refusal.labels;
    cause.about(&role.place).with_confidence(refusal.confidence)
}

/// Whether the role may put objects into the bucket.
fn write(model: &Model, role: &Identity, bucket: &Text) -> Option<Finding> {
    let mut policies = Policies::of(model, role);
    for policy in bucket_policies(model, bucket) {
        policies = policies.and(Role::Resource, policy, None);
    }
    Some(ask(&policies, role, role.request("s3:PutObject", object(bucket))))
}

/// The ARN of whatever the stream writes.
fn object(bucket: &Text) -> Text {
    let key = Symbol::anonymous(Why::new("which objects the stream writes is not known")).nonempty();
    bucket.clone().with("/").then(&Text::symbol(key))
}

/// The bucket with this ARN, as far as it is here.
fn bucket_here<'m>(model: &'m Model, arn: &Text) -> Option<&'m Bucket> {
    let is_it = |it: &Bucket| bucket_arn(&it.place.home.partition, &it.name).equals(arn);
    Matches::of(&model.buckets, is_it).first()
}

/// The policies of the bucket as far as they are here; why they are not known where it is not.
fn bucket_policies<'m>(model: &'m Model, arn: &Text) -> Vec<Borne<'m>> {
    let Some(bucket) = bucket_here(model, arn) else {
        return vec![Err(arn.why().unwrap_or_else(|| not_here("bucket", arn)))];
    };
    if let Some(why) = outside(&bucket.place) {
        return vec![Err(why)];
    }
    let subject = subject(model, bucket);
    let named = |text: &Text| subject.is(text);
    let matches = Matches::naming(&model.bucket_policies, Some(&bucket.place), |it| &it.bucket, named);
    let certain = matches.certain.iter().filter_map(|it| text_of(&it.place.exists, &it.policy));
    certain.chain(matches.perhaps.iter().map(|(_, why)| Err(why.clone()))).collect()
}

/// What names another bucket that is declared here is not the name of this one.
fn subject<'m>(model: &'m Model, bucket: &'m Bucket) -> Subject<'m> {
    Subject { model, name: &bucket.name, bucket: Some(bucket), home: &bucket.place.home, outside: None }
}

/// Whether the role may use the customer key that the objects are encrypted with.
fn encrypt(model: &Model, stream: &Stream, role: &Identity, bucket: &Text) -> Option<Finding> {
    let setting = match given(&stream.key) {
        Known::Absent => match key_of_bucket(model, bucket) {
            Ok(setting) => setting?,
            Err(why) => return Some(Finding::Unknown(why)),
        },
        _ => &stream.key,
    };
    let (arn, key) = match resolve(model, setting) {
        KeyRef::Managed => return None,
        KeyRef::Here(key, _) if key.aws_managed => return None,
        KeyRef::Here(key, _) => (&key.arn, Some(key)),
        KeyRef::Outside(text, _) => (text, None),
        KeyRef::Unknown(why) => return Some(Finding::Unknown(why)),
    };
    let mut policies = Policies::of(model, role);
    for policy in key_policies(model, arn, key) {
        policies = policies.and(Role::Key, policy, None);
    }
    let mut request = role.request("kms:GenerateDataKey", arn.clone());
    let via = Text::literal("s3.").then(&stream.place.home.region).with(".amazonaws.com");
    request.context.present("kms:ViaService", via);
    // With an S3 Bucket Key it is the ARN of the bucket.
    if bucket_key(model, bucket).is_no() {
        request.context.present("kms:EncryptionContext:aws:s3:arn", object(bucket));
    }
    Some(match (ask(&policies, role, request), key) {
        (Finding::MayNot(cause), Some(key)) => {
            Finding::MayNot(cause.label(key.place.span, "the key that the objects are encrypted with"))
        }
        (finding, _) => finding,
    })
}

/// The customer key that the bucket encrypts with, as far as it is here.
fn key_of_bucket<'m>(model: &'m Model, arn: &Text) -> Result<Option<&'m Setting<Text>>, Why> {
    let Some(encryption) = encryption_of(model, arn)? else { return Ok(None) };
    let by_kms = match &encryption.algorithm.value {
        Known::Absent => Truth::No,
        Known::Set(text) => text.equals(&"aws:kms".into()).or(text.equals(&"aws:kms:dsse".into())),
        Known::Unknown(why) => Truth::Unknown(why.clone()),
    };
    match by_kms.and(encryption.place.exists.clone()) {
        Truth::Yes => Ok(Some(&encryption.key)),
        Truth::No => Ok(None),
        Truth::Unknown(why) => Err(why),
    }
}

fn bucket_key(model: &Model, arn: &Text) -> Truth {
    match encryption_of(model, arn) {
        Ok(encryption) => encryption.map_or(Truth::No, |it| it.bucket_key.value.truth(false)),
        Err(why) => Truth::Unknown(why),
    }
}

fn encryption_of<'m>(model: &'m Model, arn: &Text) -> Result<Option<&'m BucketEncryption>, Why> {
    // That a bucket is not here is said for its policy.
    let Some(bucket) = bucket_here(model, arn) else { return Ok(None) };
    let subject = subject(model, bucket);
    let named = |text: &Text| subject.is(text);
    let all = &model.bucket_encryptions;
    let matches = Matches::naming(all, Some(&bucket.place), |it| &it.bucket, named);
    match (matches.first(), matches.perhaps.first()) {
        (None, Some((_, why))) => Err(why.clone()),
        (found, _) => Ok(found),
    }
}

/// The policies of the key as far as they are here. The default one leaves it to the account.
fn key_policies<'m>(model: &'m Model, arn: &Text, key: Option<&'m Key>) -> Vec<Borne<'m>> {
    let fits = |text: &Text| match key {
        Some(key) => text.equals(&key.arn).or(text.equals(&key.id)),
        None => text.equals(arn),
    };
    let matches = Matches::naming(&model.key_policies, key.map(|key| &key.place), |it| &it.key, fits);
    let certain = matches.certain.iter().filter_map(|it| text_of(&it.place.exists, &it.policy));
    let perhaps = matches.perhaps.iter().map(|(_, why)| Err(why.clone()));
    let policies: Vec<Borne<'m>> = certain.chain(perhaps).collect();
    match key.map(|key| outside(&key.place)) {
        _ if !policies.is_empty() => policies,
        Some(None) => Vec::new(),
        Some(Some(why)) => vec![Err(why)],
        None => vec![Err(not_here("key", arn))],
    }
}

/// Puts one request to the policies of the role.
fn ask(policies: &Policies<'_>, role: &Identity, request: Request) -> Finding {
    let (address, action) = (&role.place.address, &request.action);
    let cause = |text: String| Cause::new(CauseKind::StreamRoleCannotWrite, text).about(&role.place);
    match policies.decide(&request) {
        Decision::Allowed(_) => Finding::May(format!("`{address}` has `{action}`")),
        Decision::Unknown { why, .. } => Finding::Unknown(why),
        Decision::Denied { by, span, text, .. } => {
            let cause = cause(format!("`{address}` is denied `{action}`: {text}"));
            Finding::MayNot(cause.at(span.or(policies.place_of(&by)).or(role.place.span)))
        }
        Decision::NotAllowed(miss) => match miss.filter(|miss| is_meant(policies, miss)) {
            Some(miss) => {
                let cause = cause(format!("`{address}` lacks `{action}`: {}", miss.text));
                let span = miss.span.or(policies.place_of(&miss.statement));
                Finding::MayNot(cause.at(span.or(role.place.span)))
            }
            None => Finding::MayNot(cause(format!("`{address}` lacks `{action}`")).at(role.place.span)),
        },
    }
}

/// Whether a statement that falls short was written for this call.
fn is_meant(policies: &Policies<'_>, miss: &Miss) -> bool {
    let role = policies.applied().get(miss.statement.policy).map(|applied| applied.role);
    miss.element != Element::Action && (miss.meant || matches!(role, Some(Role::Identity | Role::Boundary)))
}

#[cfg(test)]
mod tests {
    use super::link;
    use crate::delivery::fixture::{
        KEY_ARN, allow, bucket, bucket_policy, document, encryption, key, key_policy, named, when,
    };
    use crate::sample::{ACCOUNT, grant, identity, inline, key_id, open, refuse, stream, trust};
    use crate::{IdentityKind, Model, PolicySource};
    use iam::Statement;
    use known::Setting;

    fn put(resource: &str) -> Statement {
        grant(&["s3:PutObject"], &[resource])
    }

    /// A stream with the role of its name and the bucket `archive`.
    fn model(policies: Vec<PolicySource>) -> Model {
        let mut role = identity(IdentityKind::Role, "stream");
        role.policies = policies;
        role.trust = document(vec![trust("firehose.amazonaws.com")]);
        Model {
            streams: vec![stream("logs")],
            identities: vec![role],
            buckets: vec![bucket("aws_s3_bucket.archive", "archive")],
            ..Model::default()
        }
    }

    fn writing() -> Model {
        model(vec![inline(&[put("arn:aws:s3:::archive/*")])])
    }

    fn check(model: &Model, verdict: &str, why: &str) {
        let link = link(model, &model.streams[0]);
        assert_eq!((link.verdict.word(), link.why.as_str()), (verdict, why), "{link:?}");
    }

    #[test]
    fn names_are_no_arns() {
        let mut named_bucket = writing();
        named_bucket.streams[0].bucket = named("archive");
        check(&named_bucket, "broken", "`archive` is no ARN, and the ARN of the bucket is wanted");
        let mut named_role = writing();
        named_role.streams[0].role = named("stream");
        check(&named_role, "broken", "`stream` is no ARN, and the ARN of the role is wanted");
        let mut open = writing();
        open.streams[0].bucket = named("${var.bucket}");
        check(&open, "unknown", "`var.bucket` has no value");
    }

    #[test]
    fn the_role_may_put_objects() {
        check(&writing(), "ok", "`aws_iam_role.stream` has `s3:PutObject`");
        check(&model(vec![]), "broken", "`aws_iam_role.stream` lacks `s3:PutObject`");
        let mut denied = writing();
        denied.identities[0].policies.push(inline(&[refuse(&["s3:*"], &["*"])]));
        assert!(
            link(&denied, &denied.streams[0])
                .why
                .starts_with("`aws_iam_role.stream` is denied `s3:PutObject`")
        );
        let reason = "which objects the stream writes is not known";
        check(&model(vec![inline(&[put("arn:aws:s3:::archive/raw/*")])]), "unknown", reason);
    }

    #[test]
    fn a_policy_of_the_bucket_can_admit_the_role() {
        let mut model = model(vec![]);
        let role = format!("arn:aws:iam::{ACCOUNT}:role/stream");
        let admit = allow(&role, &["s3:PutObject"], &["arn:aws:s3:::archive/*"]);
        model.bucket_policies.push(bucket_policy("aws_s3_bucket_policy.archive", "archive", vec![admit]));
        check(&model, "ok", "`aws_iam_role.stream` has `s3:PutObject`");
    }

    #[test]
    fn what_lies_outside_is_not_known() {
        let mut model = writing();
        model.buckets.clear();
        check(&model, "unknown", "the bucket `arn:aws:s3:::archive` is not here");
        model.identities.clear();
        check(&model, "unknown", "the role `arn:aws:iam::111122223333:role/stream` is not here");
        model.streams[0].role = open();
        check(&model, "unknown", "`var.x` has no value");
        model.streams[0].role = Setting::absent();
        let why = "`aws_kinesis_firehose_delivery_stream.logs` has no role to write to its bucket with";
        check(&model, "missing", why);
        model.streams[0].bucket = Setting::absent();
        check(&model, "not-applicable", "the stream writes to no bucket of its own");
    }

    #[test]
    fn firehose_must_be_trusted() {
        let mut model = writing();
        model.identities[0].trust = document(vec![trust("ec2.amazonaws.com")]);
        let why =
            "`aws_iam_role.stream` does not trust Firehose: no statement speaks of `firehose.amazonaws.com`";
        check(&model, "broken", why);
        let external = when(trust("firehose.amazonaws.com"), "StringEquals", "sts:ExternalId", &[ACCOUNT]);
        model.identities[0].trust = document(vec![external]);
        check(&model, "ok", "`aws_iam_role.stream` has `s3:PutObject`");
    }

    fn encrypted(policies: Vec<PolicySource>, key_statements: Option<&[Statement]>) -> Model {
        let mut model = model(policies);
        model.keys.push(key("aws_kms_key.logs"));
        let policy = |it: &[Statement]| key_policy("aws_kms_key.logs", true, document(it.to_vec()));
        model.key_policies.extend(key_statements.map(policy));
        model.bucket_encryptions.push(encryption("archive", "aws:kms", named(KEY_ARN)));
        model
    }

    #[test]
    fn the_key_must_be_open_to_the_role() {
        let put = || inline(&[put("arn:aws:s3:::archive/*")]);
        let generate = || inline(&[grant(&["kms:GenerateDataKey"], &[KEY_ARN])]);
        let (fine, lacks) = (
            "`aws_iam_role.stream` has `kms:GenerateDataKey`",
            "`aws_iam_role.stream` lacks `kms:GenerateDataKey`",
        );
        check(&encrypted(vec![put()], None), "broken", lacks);
        check(&encrypted(vec![put(), generate()], None), "ok", fine);
        let root = [allow(&format!("arn:aws:iam::{ACCOUNT}:root"), &["kms:*"], &["*"])];
        check(&encrypted(vec![put()], Some(&root)), "broken", lacks);
        check(&encrypted(vec![put(), generate()], Some(&root)), "ok", fine);
        let role = [allow(&format!("arn:aws:iam::{ACCOUNT}:role/stream"), &["kms:*"], &["*"])];
        check(&encrypted(vec![put()], Some(&role)), "ok", fine);
        let other = [allow(&format!("arn:aws:iam::{ACCOUNT}:role/other"), &["kms:*"], &["*"])];
        check(&encrypted(vec![put(), generate()], Some(&other)), "broken", lacks);
        let mut own_key = encrypted(vec![put()], None);
        own_key.bucket_encryptions.clear();
        own_key.streams[0].key = named(key_id());
        check(&own_key, "broken", lacks);
        own_key.streams[0].key = named("alias/aws/s3");
        check(&own_key, "ok", "`aws_iam_role.stream` has `s3:PutObject`");
    }
}
