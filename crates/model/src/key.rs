//! KMS keys, their policies, aliases and grants.

use crate::{Place, PolicySetting};
use known::{Setting, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOrigin {
    Kms,
    /// Imported key material (`aws_kms_external_key`).
    External,
    /// A replica of a multi-Region key; its policy is its own.
    Replica,
}

#[derive(Clone, Debug)]
pub struct Key {
    pub place: Place,
    pub origin: KeyOrigin,
    pub id: Text,
    pub arn: Text,
    pub enabled: Setting<bool>,
    /// `SYMMETRIC_DEFAULT` when absent.
    pub spec: Setting<Text>,
    /// `ENCRYPT_DECRYPT` when absent.
    pub usage: Setting<Text>,
    /// Imported key material is given. Only for `External`.
    pub material: Setting<Text>,
    /// `Disabled`, `PendingDeletion`, … where a description of the key says so.
    pub state: Setting<Text>,
    /// `aws/s3` and the like: managed by AWS, its policy cannot be changed.
    pub aws_managed: bool,
}

/// The inline `policy` of a key (also when absent: then AWS's default policy holds) or
/// `aws_kms_key_policy`.
#[derive(Clone, Debug)]
pub struct KeyPolicy {
    pub place: Place,
    pub inline: bool,
    /// Key ID or ARN.
    pub key: Setting<Text>,
    pub policy: PolicySetting,
}

#[derive(Clone, Debug)]
pub struct Alias {
    pub place: Place,
    /// With the leading `alias/`.
    pub name: Text,
    pub arn: Text,
    /// Key ID or ARN.
    pub target: Setting<Text>,
}

#[derive(Clone, Debug)]
pub struct Grant {
    pub place: Place,
    pub key: Setting<Text>,
    pub grantee: Setting<Text>,
}
