//! The requests that CloudTrail makes for a trail, to its bucket and to its key.

use super::join::{bucket_arn, given};
use super::request::{Ask, HARDLY_SENT, OTHER_CALLS, ends_with_slash, rest};
use super::service::service_call;
use crate::{Trail, TrailKind};
use iam::{Caller, Context, Request};
use known::{Known, Shape, Symbol, Text, Truth, Why};

pub(super) const CLOUDTRAIL: &str = "cloudtrail.amazonaws.com";

const ENCRYPTION_CONTEXT: &str = "kms:EncryptionContext:aws:cloudtrail:arn";

/// `s3:PutObject` on every key that log files will be written to.
pub(super) fn put_object<'a>(trail: &'a Trail, bucket: &Text) -> Ask<'a> {
    let mut context = documented(trail);
    context.absent(OTHER_CALLS);
    context.present("s3:x-amz-acl", "bucket-owner-full-control");
    let (keys, open) = object_arns(trail, bucket);
    let request = |resource: &Text| Request {
        caller: Caller::Service(CLOUDTRAIL.into()),
        action: "s3:PutObject".to_owned(),
        resource: resource.clone(),
        context: context.clone(),
    };
    let requests: Vec<Request> = keys.iter().map(request).collect();
    let one = Ask::one("s3:PutObject", request(&rest("the bucket is not known")), |context| {
        likely_s3(trail, context)
    });
    one.among(requests, open)
}

/// `s3:GetBucketAcl` on the bucket.
pub(super) fn get_bucket_acl<'a>(trail: &'a Trail, bucket: &Text) -> Ask<'a> {
    let mut context = documented(trail);
    context.absent(OTHER_CALLS);
    context.absent(&["s3:x-amz-acl", "s3:x-amz-storage-class"]);
    let request = Request {
        caller: Caller::Service(CLOUDTRAIL.into()),
        action: "s3:GetBucketAcl".to_owned(),
        resource: bucket_arn(&trail.place.home.partition, bucket),
        context,
    };
    Ask::one("s3:GetBucketAcl", request, |context| likely_s3(trail, context))
}

/// A use of the key. Only encryption and decryption have a context that AWS documents.
pub(super) fn use_key<'a>(trail: &'a Trail, action: &'static str, key: &Text) -> Ask<'a> {
    let encrypts = trail.kind == TrailKind::Trail && action != "kms:DescribeKey";
    let mut context = documented(trail);
    if encrypts {
        context.present(ENCRYPTION_CONTEXT, arn(trail, &owner(trail)));
    }
    let request = Request {
        caller: Caller::Service(CLOUDTRAIL.into()),
        action: action.to_owned(),
        resource: key.clone(),
        context,
    };
    Ask::one(action, request, move |context| {
        likely(trail, context);
        if encrypts {
            context.present(ENCRYPTION_CONTEXT, arn(trail, &trail.place.home.account));
        }
        context.absent(&["kms:GrantIsForAWSResource", "kms:RequestAlias"]);
    })
}

/// `[prefix/]AWSLogs/[ORGANISATION/]ACCOUNT/…`, and why it is not known which of several.
fn object_arns(trail: &Trail, bucket: &Text) -> (Vec<Text>, Option<Why>) {
    let home = &trail.place.home;
    let folder = bucket_arn(&home.partition, bucket).with("/");
    let (starts, open) = match given(&trail.prefix) {
        Known::Absent => (vec![folder], None),
        Known::Unknown(why) => {
            let prefix = Text::symbol(Symbol::anonymous(why.clone()));
            (vec![folder.clone(), folder.then(&prefix).with("/")], Some(why))
        }
        Known::Set(prefix) => {
            let slash = if ends_with_slash(prefix) { "" } else { "/" };
            let under = folder.clone().then(prefix).with(slash);
            match prefix.is_empty() {
                Truth::Unknown(why) => (vec![folder, under], Some(why)),
                _ => (vec![under], None),
            }
        }
    };
    let files = rest("the names of the log files are not known before they are written");
    let account = Text::literal("AWSLogs/").then(&home.account).with("/CloudTrail/").then(&files);
    // The ID of an organisation begins so, which tells it from an account.
    let organization =
        Text::literal("AWSLogs/o-").then(&rest("the organisation is not known")).with("/").then(&files);
    let of_organization = trail.organization.value.truth(false);
    let tails = match &of_organization {
        Truth::Yes => vec![organization],
        Truth::No => vec![account],
        Truth::Unknown(_) => vec![account, organization],
    };
    let keys = starts.iter().flat_map(|start| tails.iter().map(move |tail| start.clone().then(tail)));
    (keys.collect(), open.or(of_organization.why().cloned()))
}

/// What AWS documents of every call for a trail.
fn documented(trail: &Trail) -> Context {
    let mut context = service_call(&CLOUDTRAIL.into());
    on_behalf_of(trail, &owner(trail), &mut context);
    context
}

/// Whether the calls for an event data store say so is documented in both ways.
fn on_behalf_of(trail: &Trail, account: &Text, context: &mut Context) {
    if trail.kind == TrailKind::Trail {
        context.present("aws:SourceArn", arn(trail, account));
        context.present("aws:SourceAccount", account.clone());
    }
}

/// The trail of an organisation belongs to its management account, whoever creates it.
fn owner(trail: &Trail) -> Text {
    if trail.organization.value.truth(false).is_no() {
        return trail.place.home.account.clone();
    }
    let why = "whether this is the management account of the organisation is not known";
    Text::symbol(Symbol::anonymous(Why::new(why)).shaped(Shape::Account).nonempty())
}

fn arn(trail: &Trail, account: &Text) -> Text {
    let home = &trail.place.home;
    let start = Text::literal("arn:").then(&home.partition).with(":cloudtrail:").then(&home.region);
    start.with(":").then(account).with(":trail/").then(&trail.name)
}

fn likely(trail: &Trail, context: &mut Context) {
    on_behalf_of(trail, &trail.place.home.account, context);
    context.present("aws:PrincipalAccount", "an account of AWS");
    context.present("aws:PrincipalArn", "a principal of AWS");
    context.absent(HARDLY_SENT);
}

fn likely_s3(trail: &Trail, context: &mut Context) {
    likely(trail, context);
    context.present("s3:authType", "REST-HEADER");
    context.present("s3:signatureversion", "AWS4-HMAC-SHA256");
    // No statement asks for more than that.
    context.present("s3:TlsVersion", "1.3");
}
