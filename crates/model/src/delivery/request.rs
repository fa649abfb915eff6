//! The requests that log delivery makes, with the condition keys that come with them, as far as
//! AWS documents them and as far as they are likely.

use super::Route;
use super::join::{bucket_arn, given};
use crate::{Home, Log};
use iam::{Caller, Context, ContextValue, Request};
use known::{Known, Shape, Symbol, Text, Why};

pub(super) const DELIVERY: &str = "delivery.logs.amazonaws.com";

/// Makes of a documented request those that are likely.
type Elaborate<'a> = dyn Fn(&Request) -> Vec<Request> + 'a;

/// One question to policies: an action, and every request it can turn out to be.
pub(super) struct Ask<'a> {
    pub action: &'static str,
    /// With the condition keys that AWS documents. All of them are made, or one of them.
    pub documented: Vec<Request>,
    /// A documented request with what is likely as well: what rests on these is possible, never
    /// certain. They are made only where the documented ones leave it open.
    likely: Box<Elaborate<'a>>,
    /// Why it is not known which of the requests will be made.
    open: Option<Why>,
}

impl<'a> Ask<'a> {
    /// A single request; `likely` adds to its context.
    pub fn one(action: &'static str, documented: Request, likely: impl Fn(&mut Context) + 'a) -> Ask<'a> {
        let likely = move |request: &Request| {
            let mut request = request.clone();
            likely(&mut request.context);
            vec![request]
        };
        Ask { action, documented: vec![documented], likely: Box::new(likely), open: None }
    }

    /// In place of the documented request several; `open` says why it is not known which is made.
    pub fn among(self, documented: Vec<Request>, open: Option<Why>) -> Ask<'a> {
        Ask { documented, open, ..self }
    }

    pub fn likely(&self) -> Vec<Request> {
        self.documented.iter().flat_map(|request| (self.likely)(request)).collect()
    }

    pub fn which(&self) -> Why {
        let tls = || Why::new("which version of TLS log delivery uses is not documented");
        self.open.clone().unwrap_or_else(tls)
    }
}

/// An address of AWS, which no list of somebody else's networks holds.
const AWS_ADDRESS: &str = "52.216.0.1";

/// Keys that come only with the call of an IAM principal, or through a VPC endpoint.
pub(super) const NEVER_SENT: &[&str] = &[
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SourceVpc",
    "aws:SourceVpce",
];

/// Keys of which the same is likely.
pub(super) const HARDLY_SENT: &[&str] = &[
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalTag/*",
    "aws:SourceIdentity",
    "aws:SourceVpcArn",
    "aws:TokenIssueTime",
    "aws:VpcSourceIp",
    "aws:userid",
    "aws:username",
];

/// Headers of a `PutObject` that nothing speaks of, so that they are likely left out.
const OPTIONAL_HEADERS: &[&str] = &[
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-server-side-encryption-customer-algorithm",
    "s3:x-amz-copy-source",
    "s3:x-amz-grant-full-control",
    "s3:x-amz-grant-read",
    "s3:x-amz-grant-read-acp",
    "s3:x-amz-grant-write",
    "s3:x-amz-grant-write-acp",
    "s3:x-amz-metadata-directive",
    "s3:x-amz-website-redirect-location",
    "s3:object-lock-legal-hold",
    "s3:object-lock-mode",
    "s3:object-lock-retain-until-date",
    "s3:object-lock-remaining-retention-days",
    "s3:RequestObjectTag/*",
    "s3:RequestObjectTagKeys",
];

/// Keys of other S3 calls than the one that is made.
pub(super) const OTHER_CALLS: &[&str] = &[
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
    "s3:AccessPointNetworkOrigin",
    "s3:ExistingObjectTag/*",
    "s3:LocationConstraint",
    "s3:VersionId",
    "s3:delimiter",
    "s3:max-keys",
    "s3:prefix",
    "s3:versionid",
];

/// `s3:PutObject` on every key that the logs of the route will be written to.
pub(super) fn put_object<'a>(route: &Route<'a>, bucket: &Text, home: &'a Home) -> Ask<'a> {
    let keys = object_arns(route, bucket, home);
    let open = match &route.destination.prefix.value {
        Known::Set(prefix) => prefix.why(),
        Known::Unknown(why) => Some(why.clone()),
        Known::Absent => None,
    };
    let open = open.filter(|_| keys.len() > 1);
    let documented = |context: &mut Context| {
        context.absent(OTHER_CALLS);
        context.present("s3:x-amz-acl", "bucket-owner-full-control");
    };
    let asked = ask(route, home, "s3:PutObject", keys, documented, |context| {
        likely_s3(context, home);
        context.absent(OPTIONAL_HEADERS);
        context.present("s3:x-amz-storage-class", "STANDARD");
    });
    Ask { open, ..asked }
}

/// `s3:GetBucketAcl` on the bucket, which log delivery calls when a subscription is made.
pub(super) fn get_bucket_acl<'a>(route: &Route<'a>, bucket: &Text, home: &'a Home) -> Ask<'a> {
    let arn = bucket_arn(&home.partition, bucket);
    let documented = |context: &mut Context| {
        context.absent(OTHER_CALLS);
        context.absent(OPTIONAL_HEADERS);
        context.absent(&["s3:x-amz-acl", "s3:x-amz-storage-class"]);
    };
    ask(route, home, "s3:GetBucketAcl", vec![arn], documented, |context| likely_s3(context, home))
}

/// What log delivery does in a log group.
pub(super) fn write_events<'a>(route: &Route<'a>, action: &'static str, group: &Text) -> Ask<'a> {
    let stream = group.clone().with(":log-stream:").then(&rest("the log stream is not known"));
    ask(route, &route.source.place.home, action, vec![stream], |_| {}, |_| {})
}

/// A use of the bucket's key, as S3 makes it on behalf of log delivery. `contexts` are the values
/// that the encryption context can have: the ARN of the object or of the bucket; `open` says why
/// there are several.
pub(super) fn use_key<'a>(
    route: &Route<'a>,
    action: &'static str,
    key: &Text,
    home: &'a Home,
    contexts: &[Text],
    open: Option<&Why>,
) -> Ask<'a> {
    let keys = vec![key.clone(); contexts.len()];
    let documented = |context: &mut Context| context.present("kms:EncryptionContextKeys", "aws:s3:arn");
    let mut asked = ask(route, home, action, keys, documented, |context| {
        let via = Text::literal("s3.").then(&home.region).with(".amazonaws.com");
        context.present("kms:ViaService", via);
        context.present("kms:CallerAccount", "an account of AWS");
        context.absent(&["kms:GrantIsForAWSResource", "kms:RequestAlias"]);
    });
    for (request, value) in asked.documented.iter_mut().zip(contexts) {
        request.context.present("kms:EncryptionContext:aws:s3:arn", value.clone());
    }
    Ask { open: open.cloned(), ..asked }
}

/// Where the objects go: `[prefix/]AWSLogs/ACCOUNT/…`. Two keys where the prefix may be empty.
pub(super) fn object_arns(route: &Route<'_>, bucket: &Text, home: &Home) -> Vec<Text> {
    let arn = bucket_arn(&home.partition, bucket).with("/");
    let tail = key_tail(route);
    let bare = || arn.clone().then(&tail);
    match given(&route.destination.prefix) {
        Known::Absent => vec![bare()],
        Known::Unknown(why) => {
            let prefix = Text::symbol(Symbol::anonymous(why));
            vec![bare(), arn.clone().then(&prefix).with("/").then(&tail)]
        }
        Known::Set(prefix) => {
            let slash = if ends_with_slash(prefix) { "" } else { "/" };
            let under = arn.clone().then(prefix).with(slash).then(&tail);
            if prefix.is_empty().is_no() { vec![under] } else { vec![bare(), under] }
        }
    }
}

pub(super) fn ends_with_slash(text: &Text) -> bool {
    match text.parts().last() {
        Some(known::Part::Literal(text, _)) => text.ends_with('/'),
        _ => false,
    }
}

/// The layout below `AWSLogs/ACCOUNT/` is documented for broker logs alone.
fn key_tail(route: &Route<'_>) -> Text {
    let home = &route.source.place.home;
    let rest = match route.log {
        Log::Broker => rest("the names of the log files are not known before they are written"),
        _ => rest("where under `AWSLogs` these logs are written is not documented"),
    };
    let account = Text::literal("AWSLogs/").then(&home.account).with("/");
    match route.log {
        Log::Broker => account.with("KafkaBrokerLogs/").then(&home.region).with("/").then(&rest),
        _ => account.then(&rest),
    }
}

pub(super) fn rest(why: &str) -> Text {
    Text::symbol(Symbol::anonymous(Why::new(why)).nonempty())
}

fn ask<'a>(
    route: &Route<'a>,
    home: &'a Home,
    action: &'static str,
    resources: Vec<Text>,
    documented: impl Fn(&mut Context),
    likely: impl Fn(&mut Context) + 'a,
) -> Ask<'a> {
    let request = |resource| {
        let mut context = documented_call(route);
        documented(&mut context);
        Request { caller: Caller::Service(DELIVERY.into()), action: action.to_owned(), resource, context }
    };
    let route = *route;
    let likely = move |request: &Request| {
        let version = |version| {
            let mut request = request.clone();
            likely_call(&mut request.context, &route, home);
            likely(&mut request.context);
            request.context.present("s3:TlsVersion", version);
            request
        };
        ["1.2", "1.3"].map(version).into()
    };
    let documented = resources.into_iter().map(request).collect();
    Ask { action, documented, likely: Box::new(likely), open: None }
}

/// What AWS documents of every call of log delivery.
fn documented_call(route: &Route<'_>) -> Context {
    let ours = &route.source.place.home;
    let mut context = Context::default();
    context.present("aws:SourceAccount", ours.account.clone());
    let why = "what follows the account in the `aws:SourceArn` of log delivery is not documented";
    context.present("aws:SourceArn", source_arn(ours, Symbol::anonymous(Why::new(why))));
    context.present("aws:PrincipalIsAWSService", "true");
    context.present("aws:PrincipalServiceName", DELIVERY);
    let regional = rest("the regional names of the service principal are not documented");
    let names = ContextValue::Present(vec![DELIVERY.into(), regional]);
    context.set("aws:PrincipalServiceNamesList", names);
    context.present("aws:SecureTransport", "true");
    context.present("aws:ViaAWSService", "false");
    context.absent(NEVER_SENT);
    let organisation = "whether the account belongs to an organisation is not known";
    for key in ["aws:SourceOrgID", "aws:SourceOrgPaths", "aws:ResourceOrgID", "aws:ResourceOrgPaths"] {
        context.set(key, ContextValue::Unknown(Why::new(organisation)));
    }
    context
}

fn likely_call(context: &mut Context, route: &Route<'_>, home: &Home) {
    // The name of a delivery, without the colons of the delivery sources of newer services.
    let name = Symbol::anonymous(Why::new("the name of the delivery is not known")).shaped(Shape::Name);
    context.present("aws:SourceArn", source_arn(&route.source.place.home, name));
    context.present("aws:SourceIp", AWS_ADDRESS);
    context.present("aws:PrincipalAccount", "an account of AWS");
    context.present("aws:PrincipalArn", "a principal of AWS");
    context.present("aws:ResourceAccount", home.account.clone());
    context.present("aws:RequestedRegion", home.region.clone());
    context.absent(HARDLY_SENT);
}

fn likely_s3(context: &mut Context, home: &Home) {
    context.present("s3:ResourceAccount", home.account.clone());
    context.present("s3:authType", "REST-HEADER");
    context.present("s3:signatureversion", "AWS4-HMAC-SHA256");
}

fn source_arn(home: &Home, rest: Symbol) -> Text {
    let text = Text::literal("arn:").then(&home.partition).with(":logs:").then(&home.region);
    text.with(":").then(&home.account).with(":").then(&Text::symbol(rest.nonempty()))
}
