//! KMS keys with their policies, and aliases.

use super::{Item, Lower};
use model::known::{Known, Setting};
use model::{Alias, Key, KeyOrigin, KeyPolicy};

impl Lower<'_, '_> {
    pub(super) fn key(&mut self, item: &Item) {
        let place = item.place.clone();
        let (id, arn) = (self.ev.name_of(item.stack, item.at), self.ev.arn_of(item.stack, item.at));
        let imported =
            self.text(item, "Origin").set().and_then(|origin| origin.known()).as_deref() == Some("EXTERNAL");
        let origin = match item.kind.as_str() {
            "AWS::KMS::ReplicaKey" => KeyOrigin::Replica,
            _ if imported => KeyOrigin::External,
            _ => KeyOrigin::Kms,
        };
        let policy = self.policy(item, "KeyPolicy");
        let mut inline = place.clone();
        inline.span = policy.span.or(place.span);
        let key = Setting { value: Known::Set(arn.clone()), span: place.span };
        self.model.key_policies.push(KeyPolicy { place: inline, inline: true, key, policy });
        let enabled = self.property(item, "Enabled");
        let key = Key {
            place,
            origin,
            id,
            arn,
            enabled: self.flag(enabled),
            spec: self.text(item, "KeySpec"),
            usage: self.text(item, "KeyUsage"),
            material: Setting::absent(),
            state: Setting::absent(),
            aws_managed: false,
        };
        self.model.keys.push(key);
    }

    pub(super) fn alias(&mut self, item: &Item) {
        let alias = Alias {
            place: item.place.clone(),
            name: self.ev.name_of(item.stack, item.at),
            arn: self.ev.arn_of(item.stack, item.at),
            target: self.text(item, "TargetKeyId"),
        };
        self.model.aliases.push(alias);
    }
}
