//! What only a plan or state brings with it: copies of settings that stand in resources of their
//! own, and log settings that are gone from the code.

use super::source::{DESTINATIONS, Schema};
use super::{Item, Lower};
use crate::terraform::eval::Part;
use model::known::{Known, Text, Why};
use model::{LogConfig, Removal, SourceKind};

impl<'r> Lower<'_, 'r> {
    /// The provider shows the policy and the encryption of a bucket, and the policy of a key, also
    /// in the bucket and the key, where another resource sets them.
    pub(super) fn drop_copies(&mut self) {
        if self.ev.plan().is_none() {
            return;
        }
        let copies = std::mem::take(&mut self.copies);
        const ENCRYPTION: &str = "server_side_encryption_configuration";
        let is_copy =
            |address: &str, argument: &str| copies.iter().any(|copy| *copy == (address.to_owned(), argument));
        let model = &mut self.model;
        let same = |a: &Known<Text>, b: &Known<Text>| match (a.set(), b.set()) {
            (Some(a), Some(b)) => a.equals(b).is_yes(),
            _ => false,
        };
        let policies = model.bucket_policies.clone();
        model.bucket_policies.retain(|policy| {
            let own = |other: &model::BucketPolicy| {
                !other.inline && same(&other.bucket.value, &policy.bucket.value)
            };
            !(policy.inline && is_copy(&policy.place.address, "policy") && policies.iter().any(own))
        });
        let encryptions = model.bucket_encryptions.clone();
        model.bucket_encryptions.retain(|encryption| {
            let own = |other: &model::BucketEncryption| {
                !is_copy(&other.place.address, ENCRYPTION)
                    && same(&other.bucket.value, &encryption.bucket.value)
            };
            !(is_copy(&encryption.place.address, ENCRYPTION) && encryptions.iter().any(own))
        });
        let key_of = |key: &Known<Text>| {
            let found = model.keys.iter().find(|it| {
                key.set().is_some_and(|key| it.id.equals(key).is_yes() || it.arn.equals(key).is_yes())
            });
            found.map(|found| found.arn.clone())
        };
        let owned: Vec<Text> = model
            .key_policies
            .iter()
            .filter(|it| !it.inline)
            .filter_map(|it| key_of(&it.key.value))
            .collect();
        model.key_policies.retain(|policy| {
            let is_owned = || {
                let arn = policy.key.value.set();
                arn.is_some_and(|arn| owned.iter().any(|other| other.equals(arn).is_yes()))
            };
            !(policy.inline && is_copy(&policy.place.address, "policy") && is_owned())
        });
    }

    /// Notes a bucket or key whose settings the provider may have filled in.
    pub(super) fn note_copy(&mut self, item: &Item<'r>, argument: &'static str) {
        if !self.ev.is_configured(&item.part, argument).is_yes() {
            self.copies.push((item.instance.address.clone(), argument));
        }
    }

    /// Log destinations that the plan or state has and the code beside it has not. Without the code,
    /// nobody can tell: a `dynamic` block leaves no trace in the configuration of a plan.
    pub(super) fn removals(&mut self, item: &Item<'r>, schema: &Schema, logs: &[LogConfig]) {
        let is_cluster = item.kind == "aws_msk_cluster" && schema.kind == SourceKind::Cluster;
        let Some(plan) = self.ev.plan().filter(|_| is_cluster && item.part.is_in_code()) else { return };
        let doubt = plan.is_state.then(|| {
            let text = "what the next apply does to a log whose block is gone depends on the provider";
            Why::new(text).at(item.part.span)
        });
        for found in logs.iter().filter(|log| log.log == schema.log).flat_map(|log| &log.destinations) {
            let Some((_, name, _)) = DESTINATIONS.iter().find(|(kind, _, _)| *kind == found.kind) else {
                continue;
            };
            let Some(block) = self.missing_block(&item.part, schema, name) else { continue };
            self.model.removals.push(Removal {
                source: item.instance.address.clone(),
                log: schema.log,
                destination: found.kind,
                block: block.to_owned(),
                doubt: doubt.clone(),
                span: found.span,
            });
        }
    }

    /// The outermost block on the way to a destination that the code does not have.
    fn missing_block(
        &mut self,
        part: &Part<'r>,
        schema: &Schema,
        name: &'static str,
    ) -> Option<&'static str> {
        let mut missing = Some(schema.outer);
        for outer in self.ev.blocks(part, schema.outer).iter().filter(|outer| outer.is_in_code()) {
            missing = Some(schema.inner);
            for inner in self.ev.blocks(outer, schema.inner).iter().filter(|inner| inner.is_in_code()) {
                missing = Some(name);
                if self.ev.blocks(inner, name).iter().any(Part::is_in_code) {
                    return None;
                }
            }
        }
        missing
    }
}
