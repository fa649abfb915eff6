//! What a configuration says about log delivery, neutral between languages, and what follows for
//! each delivery path. Joins between the parts go by value, here, so that every reader only lists
//! what it found.

mod bucket;
pub mod delivery;
mod finding;
mod identities;
mod identity;
mod key;
mod log_group;
mod place;
#[cfg(test)]
mod sample;
mod source;
mod stream;
mod trail;

pub use bucket::{Bucket, BucketEncryption, BucketPolicy};
pub use finding::{Confidence, Finding, Label, Problem, Severity};
pub use identities::Policies;
pub use identity::{Attachment, Identity, IdentityKind, ManagedPolicy, PolicySource};
pub use key::{Alias, Grant, Key, KeyOrigin, KeyPolicy};
pub use log_group::{LogGroup, LogPolicy};
pub use place::{Home, Place, PolicySetting};
pub use source::{Destination, DestinationKind, Log, LogConfig, Misplaced, Removal, Source, SourceKind};
pub use stream::{Stream, StreamInput};
pub use trail::{
    EventSelector, FieldEnd, FieldOperator, FieldSelector, FieldTest, SelectedEvents, Trail, TrailKind,
};
pub use {iam, known};

/// Everything on the delivery paths of one root module or template, as it was written.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub sources: Vec<Source>,
    pub removals: Vec<Removal>,
    pub buckets: Vec<Bucket>,
    pub bucket_policies: Vec<BucketPolicy>,
    pub bucket_encryptions: Vec<BucketEncryption>,
    pub keys: Vec<Key>,
    pub key_policies: Vec<KeyPolicy>,
    pub aliases: Vec<Alias>,
    pub grants: Vec<Grant>,
    pub log_groups: Vec<LogGroup>,
    pub log_policies: Vec<LogPolicy>,
    pub streams: Vec<Stream>,
    pub identities: Vec<Identity>,
    pub managed_policies: Vec<ManagedPolicy>,
    pub attachments: Vec<Attachment>,
    pub trails: Vec<Trail>,
}
