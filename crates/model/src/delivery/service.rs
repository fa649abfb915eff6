//! The calls of other services on a path: CloudWatch Logs uses the key of a log group, and Firehose
//! assumes the role of a stream.

use super::request::{Ask, NEVER_SENT};
use crate::{Home, LogGroup, Stream};
use iam::{Caller, Context, Request};
use known::{Text, Truth};

pub(super) const FIREHOSE: &str = "firehose.amazonaws.com";

/// The principal of CloudWatch Logs carries the Region, and in China the domain of that partition.
pub(super) fn logs_principal(home: &Home) -> Text {
    let name = Text::literal("logs.").then(&home.region).with(".amazonaws.com");
    match home.partition.equals(&"aws-cn".into()) {
        Truth::Yes => name.with(".cn"),
        _ => name,
    }
}

/// A use of the key by CloudWatch Logs, in the name of `principal`. The ARN of the log group is the
/// encryption context; whether anything says whose group it is beside that is not documented.
pub(super) fn use_log_key(
    group: &LogGroup,
    key: &Text,
    action: &'static str,
    principal: &Text,
) -> Ask<'static> {
    let mut context = service_call(principal);
    context.present("kms:EncryptionContext:aws:logs:arn", group.arn.clone());
    let documented = Request {
        caller: Caller::Service(principal.clone()),
        action: action.to_owned(),
        resource: key.clone(),
        context,
    };
    Ask::one(action, documented, |context| {
        context.present("kms:EncryptionContextKeys", "aws:logs:arn");
        context.absent(&["kms:GrantIsForAWSResource", "kms:RequestAlias"]);
    })
}

/// `sts:AssumeRole` by Firehose. Its documentation has used the account as external ID, the stream
/// as source, and neither.
pub(super) fn assume_role<'a>(stream: &'a Stream, role: &Text) -> Ask<'a> {
    let action = "sts:AssumeRole";
    let documented = Request {
        caller: Caller::Service(FIREHOSE.into()),
        action: action.to_owned(),
        resource: role.clone(),
        context: service_call(&FIREHOSE.into()),
    };
    Ask::one(action, documented, |context| {
        let account = &stream.place.home.account;
        context.present("sts:ExternalId", account.clone());
        context.present("aws:SourceAccount", account.clone());
        context.present("aws:SourceArn", stream.arn.clone());
    })
}

pub(super) fn service_call(principal: &Text) -> Context {
    let mut context = Context::default();
    context.present("aws:PrincipalIsAWSService", "true");
    context.present("aws:PrincipalServiceName", principal.clone());
    context.present("aws:SecureTransport", "true");
    context.present("aws:ViaAWSService", "false");
    context.absent(NEVER_SENT);
    context
}
