//! Buckets, their policies and their encryption.

use super::{Item, Lower, items, member_of, path_of, text};
use crate::value::Value;
use model::known::{Known, Setting, Text, Truth, Why};
use model::{Bucket, BucketEncryption, BucketPolicy};

impl Lower<'_, '_> {
    pub(super) fn bucket(&mut self, item: &Item) {
        let name = self.ev.name_of(item.stack, item.at);
        let name_span = self.property(item, "BucketName").span;
        self.encryption(item, &name);
        let rules = member_of(&self.property(item, "OwnershipControls"), "Rules");
        let ownership = items(&rules)
            .0
            .first()
            .map_or_else(Setting::absent, |rule| text(member_of(rule, "ObjectOwnership")));
        let public = self.property(item, "PublicAccessBlockConfiguration");
        let object_lock = self.property(item, "ObjectLockEnabled");
        let bucket = Bucket {
            place: item.place.clone(),
            name,
            name_span,
            ownership,
            object_lock: self.flag(object_lock),
            block_public_policy: self.flag(member_of(&public, "BlockPublicPolicy")),
        };
        self.model.buckets.push(bucket);
    }

    fn encryption(&mut self, item: &Item, name: &Text) {
        let encryption = self.property(item, "BucketEncryption");
        let (rules, open) = items(&member_of(&encryption, "ServerSideEncryptionConfiguration"));
        let unknown = |why: Why| Setting { value: Known::Unknown(why), span: encryption.span };
        for rule in rules.into_iter().chain(open.map(unknown)) {
            self.encryption_rule(item, name, &rule);
        }
    }

    fn encryption_rule(&mut self, item: &Item, name: &Text, rule: &Setting<Value>) {
        let default = member_of(rule, "ServerSideEncryptionByDefault");
        if default.value.is_absent() {
            return;
        }
        let mut place = item.place.clone();
        place.span = default.span.or(place.span);
        if let Known::Unknown(why) = &default.value {
            place.exists = place.exists.and(Truth::Unknown(why.clone()));
        }
        let encryption = BucketEncryption {
            bucket: Setting { value: Known::Set(name.clone()), span: place.span },
            algorithm: text(path_of(&default, &["SSEAlgorithm"])),
            key: text(path_of(&default, &["KMSMasterKeyID"])),
            bucket_key: self.flag(member_of(rule, "BucketKeyEnabled")),
            place,
        };
        self.model.bucket_encryptions.push(encryption);
    }

    pub(super) fn bucket_policy(&mut self, item: &Item) {
        let policy = BucketPolicy {
            place: item.place.clone(),
            inline: false,
            bucket: self.text(item, "Bucket"),
            policy: self.policy(item, "PolicyDocument"),
        };
        self.model.bucket_policies.push(policy);
    }
}
