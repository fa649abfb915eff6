//! Buckets, their policies and their encryption.

use crate::{Place, PolicySetting};
use known::{Setting, Span, Text};

#[derive(Clone, Debug)]
pub struct Bucket {
    pub place: Place,
    /// What `id` and `bucket` yield. A symbol where AWS or the provider chooses the name.
    pub name: Text,
    /// The argument that gives the name, where there is one.
    pub name_span: Option<Span>,
    /// `BucketOwnerEnforced` and the like, from the separate resource or the template.
    pub ownership: Setting<Text>,
    pub object_lock: Setting<bool>,
    /// Public access block: `restrict_public_buckets`, `block_public_policy`.
    pub block_public_policy: Setting<bool>,
}

/// `aws_s3_bucket_policy`, `AWS::S3::BucketPolicy`, or the inline argument of a bucket.
#[derive(Clone, Debug)]
pub struct BucketPolicy {
    pub place: Place,
    pub inline: bool,
    pub bucket: Setting<Text>,
    pub policy: PolicySetting,
}

/// Default encryption: the separate resource or the bucket's own block.
#[derive(Clone, Debug)]
pub struct BucketEncryption {
    pub place: Place,
    pub bucket: Setting<Text>,
    /// `AES256`, `aws:kms`, `aws:kms:dsse`.
    pub algorithm: Setting<Text>,
    /// Key ID, key ARN, alias name or alias ARN.
    pub key: Setting<Text>,
    pub bucket_key: Setting<bool>,
}
