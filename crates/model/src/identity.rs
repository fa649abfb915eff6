//! IAM roles, users and groups, and the policies that they carry.

use crate::{Place, PolicySetting};
use iam::Document;
use known::{Known, Setting, Text};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityKind {
    Role,
    User,
    Group,
}

#[derive(Clone, Debug)]
pub struct Identity {
    pub place: Place,
    pub kind: IdentityKind,
    pub name: Text,
    pub arn: Text,
    /// Inline policies that stand in the identity's own block, and managed policies it lists.
    pub policies: Vec<PolicySource>,
    /// The ARN of the permissions boundary.
    pub boundary: Setting<Text>,
    pub trust: PolicySetting,
    /// The role that the provider assumes to deploy this configuration.
    pub deploys: bool,
}

#[derive(Clone, Debug)]
pub enum PolicySource {
    Inline(Place, PolicySetting),
    /// By ARN; the setting's span is where the ARN is written.
    Managed(Setting<Text>),
}

/// `aws_iam_policy`, or a data source of one (then the document is unknown).
#[derive(Clone, Debug)]
pub struct ManagedPolicy {
    pub place: Place,
    pub arn: Text,
    pub document: PolicySetting,
}

/// A policy that another resource gives to an identity: `aws_iam_role_policy`,
/// `aws_iam_role_policy_attachment`, `aws_iam_policy_attachment` and the like.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub place: Place,
    pub kind: IdentityKind,
    /// The identity's name.
    pub identity: Setting<Text>,
    pub policy: PolicySource,
}

impl PolicySource {
    /// The document, for an inline policy.
    pub fn inline(&self) -> Option<&Known<Arc<Document>>> {
        match self {
            PolicySource::Inline(_, setting) => Some(&setting.value),
            PolicySource::Managed(_) => None,
        }
    }
}
