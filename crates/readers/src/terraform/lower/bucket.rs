//! Buckets, their policies and their encryption.

use super::{Item, Lower};
use crate::terraform::eval::Part;
use model::known::{Setting, Text, Truth};
use model::{Bucket, BucketEncryption, BucketPolicy};

impl<'r> Lower<'_, 'r> {
    pub(super) fn bucket(&mut self, item: &Item<'r>) {
        let place = self.place(item);
        let name = self.attribute(item, "id");
        let (argument, awscc) = match item.kind.as_str() {
            "awscc_s3_bucket" => ("bucket_name", true),
            _ => ("bucket", false),
        };
        let name_span = self.ev.argument(&item.part, argument).span;
        if !place.found {
            self.inline_policy(item, &name);
            if awscc {
                self.nested_encryption(item, &name);
            } else {
                self.legacy_encryption(item, &name);
            }
        }
        let object_lock = self.flag(&item.part, "object_lock_enabled");
        let ownership = if awscc { self.nested_ownership(item) } else { Setting::absent() };
        self.model.buckets.push(Bucket {
            place,
            name,
            name_span,
            ownership,
            object_lock,
            block_public_policy: Setting::absent(),
        });
    }

    fn inline_policy(&mut self, item: &Item<'r>, name: &Text) {
        self.note_copy(item, "policy");
        let policy = self.policy(&item.part, "policy");
        if policy.value.is_absent() {
            return;
        }
        let mut place = self.place(item);
        place.span = policy.span.or(place.span);
        let bucket = Setting { value: model::known::Known::Set(name.clone()), span: place.span };
        self.model.bucket_policies.push(BucketPolicy { place, inline: true, bucket, policy });
    }

    fn legacy_encryption(&mut self, item: &Item<'r>, name: &Text) {
        self.note_copy(item, "server_side_encryption_configuration");
        for config in self.ev.blocks(&item.part, "server_side_encryption_configuration") {
            for rule in self.ev.blocks(&config, "rule") {
                self.encryption_rule(
                    item,
                    name,
                    &rule,
                    "apply_server_side_encryption_by_default",
                    "kms_master_key_id",
                );
            }
        }
    }

    fn nested_encryption(&mut self, item: &Item<'r>, name: &Text) {
        for config in self.ev.objects(&item.part, "bucket_encryption") {
            for rule in self.ev.objects(&config, "server_side_encryption_configuration") {
                self.encryption_rule(
                    item,
                    name,
                    &rule,
                    "server_side_encryption_by_default",
                    "kms_master_key_id",
                );
            }
        }
    }

    fn encryption_rule(&mut self, item: &Item<'r>, bucket: &Text, rule: &Part<'r>, default: &str, key: &str) {
        let bucket_key = self.flag(rule, "bucket_key_enabled");
        for part in self.ev.blocks(rule, default) {
            let mut place = self.place(item);
            place.span = part.span.or(place.span);
            place.exists = place.exists.and(part.exists.clone());
            let encryption = BucketEncryption {
                place,
                bucket: Setting { value: model::known::Known::Set(bucket.clone()), span: part.span },
                algorithm: self.text(&part, "sse_algorithm"),
                key: self.text(&part, key),
                bucket_key: bucket_key.clone(),
            };
            self.model.bucket_encryptions.push(encryption);
        }
    }

    pub(super) fn bucket_encryption(&mut self, item: &Item<'r>) {
        let bucket = self.text(&item.part, "bucket");
        for rule in self.ev.blocks(&item.part, "rule") {
            let before = self.model.bucket_encryptions.len();
            self.encryption_rule(
                item,
                &Text::new(),
                &rule,
                "apply_server_side_encryption_by_default",
                "kms_master_key_id",
            );
            for encryption in self.model.bucket_encryptions.iter_mut().skip(before) {
                encryption.bucket = bucket.clone();
            }
        }
    }

    pub(super) fn bucket_policy(&mut self, item: &Item<'r>) {
        let argument = if item.kind == "awscc_s3_bucket_policy" { "policy_document" } else { "policy" };
        let policy = BucketPolicy {
            place: self.place(item),
            inline: false,
            bucket: self.text(&item.part, "bucket"),
            policy: self.policy(&item.part, argument),
        };
        self.model.bucket_policies.push(policy);
    }

    fn nested_ownership(&mut self, item: &Item<'r>) -> Setting<Text> {
        let controls = self.ev.objects(&item.part, "ownership_controls");
        let rules: Vec<Part<'r>> = controls.iter().flat_map(|part| self.ev.objects(part, "rules")).collect();
        rules.first().map_or_else(Setting::absent, |rule| self.text(rule, "object_ownership"))
    }

    /// Ownership, public access and object lock stand in resources of their own.
    pub(super) fn join_ownership(&mut self) {
        self.blocks(is_beside_bucket, &|this, module, block| {
            this.items(module, block, Lower::ownership);
        });
    }

    fn ownership(&mut self, item: &Item<'r>) {
        let bucket = self.text(&item.part, "bucket");
        let Some(name) = bucket.set() else { return };
        let same = |bucket: &Bucket| bucket.name.equals(name).is_yes();
        let Some(at) = self.model.buckets.iter().position(same) else { return };
        let (mut ownership, mut public, mut lock) = (Setting::absent(), Setting::absent(), Setting::absent());
        match item.kind.as_str() {
            "aws_s3_bucket_ownership_controls" => {
                let rules = self.ev.blocks(&item.part, "rule");
                if let Some(rule) = rules.first() {
                    ownership = self.text(rule, "object_ownership");
                }
            }
            "aws_s3_bucket_public_access_block" => public = self.flag(&item.part, "block_public_policy"),
            _ => {
                let known = Truth::Yes.and(item.part.exists.clone());
                if known.is_yes() {
                    lock = Setting { value: model::known::Known::Set(true), span: item.part.span };
                }
            }
        }
        if let Some(bucket) = self.model.buckets.get_mut(at) {
            let keep = |new: Setting<Text>, old: &Setting<Text>| {
                if new.value.is_absent() { old.clone() } else { new }
            };
            let keep_flag = |new: Setting<bool>, old: &Setting<bool>| {
                if new.value.is_absent() { old.clone() } else { new }
            };
            bucket.ownership = keep(ownership, &bucket.ownership);
            bucket.block_public_policy = keep_flag(public, &bucket.block_public_policy);
            bucket.object_lock = keep_flag(lock, &bucket.object_lock);
        }
    }
}

fn is_beside_bucket(kind: &str) -> bool {
    matches!(
        kind,
        "aws_s3_bucket_ownership_controls"
            | "aws_s3_bucket_public_access_block"
            | "aws_s3_bucket_object_lock_configuration"
    )
}
