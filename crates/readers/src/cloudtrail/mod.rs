//! CloudTrail logs: cuts them into records, finds those that bear on MSK and its log delivery, and
//! reads who did what to which cluster, bucket, key, log group or stream.

mod change;
mod event;
mod identity;
mod member;
mod settings;
mod sieve;
mod split;
mod subject;
mod time;

pub use change::{Change, TAG, Trail, change};
pub use event::{Event, Failure, Look, Origin, look};
pub use identity::Who;
pub use settings::{bucket_of_nobody, destination_of_nobody};
pub use sieve::Sieve;
pub use split::{LARGEST, Piece, Record, Splitter, Trouble};
pub use subject::{Subject, SubjectKind, decoded};
pub use time::{Moment, moment};

/// The calls of a service that matter, all of them where the list is empty; `None` for a service that
/// does not matter.
fn service(source: &[u8]) -> Option<&'static [&'static str]> {
    let label = source.split(|byte| *byte == b'.').next().unwrap_or_default();
    match label {
        label if label.starts_with(b"kafka") => Some(&[]),
        b"s3" => Some(&[
            "PutBucketPolicy",
            "DeleteBucketPolicy",
            "PutBucketEncryption",
            "DeleteBucketEncryption",
            "DeleteBucket",
        ]),
        b"kms" => {
            Some(&["PutKeyPolicy", "DisableKey", "EnableKey", "ScheduleKeyDeletion", "CancelKeyDeletion"])
        }
        b"logs" => {
            Some(&["DeleteLogGroup", "PutResourcePolicy", "DeleteResourcePolicy", "DeleteLogDelivery"])
        }
        b"firehose" => Some(&["TagDeliveryStream", "UntagDeliveryStream", "DeleteDeliveryStream"]),
        b"cloudtrail" => {
            Some(&["StopLogging", "StartLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"])
        }
        _ => None,
    }
}
