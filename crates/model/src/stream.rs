//! Firehose delivery streams.

use crate::Place;
use known::{Setting, Span, Text, Truth};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamInput {
    DirectPut,
    Kinesis,
    Msk,
    Database,
}

#[derive(Clone, Debug)]
pub struct Stream {
    pub place: Place,
    pub name: Text,
    pub name_span: Option<Span>,
    pub arn: Text,
    /// `Set` always unless a block may or may not be there; the span is that of the source block.
    pub input: Setting<StreamInput>,
    /// The value of the tag `LogDeliveryEnabled`, default tags of the provider included.
    pub tag: Setting<Text>,
    /// `lifecycle` ignores changes of this tag (or of all tags, or of everything).
    pub tag_ignored: Truth,
    /// The role of the stream's own destination, by ARN.
    pub role: Setting<Text>,
    /// The stream's own bucket, by ARN. `Absent` where the destination is not S3 and has no backup bucket.
    pub bucket: Setting<Text>,
    /// The customer key that the stream's S3 destination names itself.
    pub key: Setting<Text>,
}
