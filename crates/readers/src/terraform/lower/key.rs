//! KMS keys, key policies, aliases and grants.

use super::{Item, Lower};
use model::known::{Known, Setting};
use model::{Alias, Grant, Key, KeyOrigin, KeyPolicy};

impl<'r> Lower<'_, 'r> {
    pub(super) fn key(&mut self, item: &Item<'r>) {
        let place = self.place(item);
        let id = self.attribute(item, "id");
        let arn = self.attribute(item, "arn");
        let origin = match item.kind.as_str() {
            "aws_kms_external_key" => KeyOrigin::External,
            "aws_kms_replica_key" | "aws_kms_replica_external_key" => KeyOrigin::Replica,
            _ => KeyOrigin::Kms,
        };
        let part = &item.part;
        let enabled = match item.kind.as_str() {
            "aws_kms_key" => self.flag(part, "is_enabled"),
            _ => self.flag(part, "enabled"),
        };
        let spec = match item.kind.as_str() {
            "aws_kms_key" => {
                let old = self.text(part, "customer_master_key_spec");
                if old.value.is_absent() { self.text(part, "key_spec") } else { old }
            }
            _ => self.text(part, "key_spec"),
        };
        if !place.found {
            let argument = if item.kind == "awscc_kms_key" { "key_policy" } else { "policy" };
            self.note_copy(item, "policy");
            let policy = self.policy(part, argument);
            let mut inline = place.clone();
            inline.span = policy.span.or(place.span);
            let key = Setting { value: Known::Set(arn.clone()), span: place.span };
            self.model.key_policies.push(KeyPolicy { place: inline, inline: true, key, policy });
        }
        let key = Key {
            id,
            arn,
            enabled,
            spec,
            usage: self.text(part, "key_usage"),
            material: self.text(part, "key_material_base64"),
            state: Setting::absent(),
            aws_managed: false,
            origin,
            place,
        };
        self.model.keys.push(key);
    }

    pub(super) fn key_policy(&mut self, item: &Item<'r>) {
        let policy = KeyPolicy {
            place: self.place(item),
            inline: false,
            key: self.text(&item.part, "key_id"),
            policy: self.policy(&item.part, "policy"),
        };
        self.model.key_policies.push(policy);
    }

    pub(super) fn alias(&mut self, item: &Item<'r>) {
        let place = self.place(item);
        let (name, target) = match item.kind.as_str() {
            "awscc_kms_alias" => ("alias_name", "target_key_id"),
            "data.aws_kms_alias" => ("name", "target_key_arn"),
            _ => ("name", "target_key_id"),
        };
        let name = self.attribute(item, name);
        let target = if place.found {
            let arn = self.attribute(item, target);
            Setting { value: Known::Set(arn), span: place.span }
        } else {
            self.text(&item.part, target)
        };
        let arn = self.attribute(item, "arn");
        if let (true, Some(target)) = (place.found, target.set()) {
            // The key behind an alias from outside: it exists, and that is all we know of it.
            let id = self.attribute(item, "target_key_id");
            self.model.keys.push(Key {
                place: place.clone(),
                origin: KeyOrigin::Kms,
                id,
                arn: target.clone(),
                enabled: Setting::absent(),
                spec: Setting::absent(),
                usage: Setting::absent(),
                material: Setting::absent(),
                state: Setting::absent(),
                aws_managed: name.known().is_some_and(|name| name.starts_with("alias/aws/")),
            });
        }
        self.model.aliases.push(Alias { place, name, arn, target });
    }

    pub(super) fn grant(&mut self, item: &Item<'r>) {
        let grant = Grant {
            place: self.place(item),
            key: self.text(&item.part, "key_id"),
            grantee: self.text(&item.part, "grantee_principal"),
        };
        self.model.grants.push(grant);
    }
}
