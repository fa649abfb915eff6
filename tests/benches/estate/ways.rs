//! The ways in which a delivery path is broken, and the rule that says so.

use crate::truth::{Way, way};

pub static WAYS: [Way; 26] = [
    way("source arn of kafka", "s3", "bucket-policy-mismatch"),
    way("source account of another", "s3", "bucket-policy-mismatch"),
    way("another action", "s3", "bucket-policy-mismatch"),
    way("objects of another folder", "s3", "bucket-policy-mismatch"),
    way("prefix not covered", "s3", "bucket-policy-mismatch"),
    way("misspelt principal", "s3", "wrong-service-principal"),
    way("only readers", "s3", "bucket-policy-missing-delivery"),
    way("denied outside of the organisation", "s3", "bucket-policy-denies-delivery"),
    way("denied without encryption headers", "s3", "bucket-policy-denies-delivery"),
    way("two policies", "s3", "two-bucket-policies"),
    way("key of the account", "s3", "key-policy-missing-delivery"),
    way("key that AWS manages", "s3", "bucket-key-unreadable"),
    way("disabled key", "s3", "unusable-key"),
    way("signing key", "s3", "unusable-key"),
    way("key for another action", "s3", "key-policy-mismatch"),
    way("no bucket", "s3", "unnamed-destination"),
    way("arn of the bucket", "s3", "arn-for-name"),
    way("no log group", "cloudwatch", "unnamed-destination"),
    way("arn of the log group", "cloudwatch", "arn-for-name"),
    way("counted log group", "cloudwatch", "mismatched-destination"),
    way("class of the log group", "cloudwatch", "log-group-class"),
    way("key of the log group", "cloudwatch", "log-group-key-denies-logs"),
    way("stream with a source", "firehose", "stream-not-direct-put"),
    way("tag of the stream", "firehose", "stream-tag-drift"),
    way("role of the stream", "firehose", "stream-role-cannot-write"),
    way("no stream", "firehose", "unnamed-destination"),
];
