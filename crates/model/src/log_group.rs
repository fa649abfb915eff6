//! CloudWatch log groups and the resource policies of CloudWatch Logs.

use crate::{Place, PolicySetting};
use known::{Setting, Span, Text};

#[derive(Clone, Debug)]
pub struct LogGroup {
    pub place: Place,
    pub name: Text,
    pub name_span: Option<Span>,
    /// Without the trailing `:*`.
    pub arn: Text,
    /// The customer key, by ARN as AWS wants it.
    pub key: Setting<Text>,
    /// `STANDARD` when absent.
    pub class: Setting<Text>,
}

/// A resource policy of CloudWatch Logs.
#[derive(Clone, Debug)]
pub struct LogPolicy {
    pub place: Place,
    pub name: Setting<Text>,
    pub document: PolicySetting,
    /// Scoped to one log group; `Absent` means the account.
    pub group: Setting<Text>,
}
