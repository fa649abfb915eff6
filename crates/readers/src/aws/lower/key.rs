//! KMS keys and aliases.

use super::Lower;
use super::home::{Arn, entries};
use crate::aws::document::Document;
use crate::aws::field::{field, key_span, literal, text};
use model::known::{Known, Setting, Text};
use model::{Alias, Key, KeyOrigin};

impl Lower<'_> {
    pub(super) fn key(&mut self, document: &Document) {
        let value = field(&document.value, "KeyMetadata");
        let (id, arn) = (text(&value, "KeyId"), text(&value, "Arn"));
        let (Known::Set(id), Known::Set(arn)) = (id.value, arn.value) else { return };
        if self.model.keys.iter().any(|key| key.arn.equals(&arn).is_yes()) {
            return;
        }
        let home = self.home_of(arn.known().and_then(|arn| Arn::parse(&arn)).as_ref());
        let span = key_span(&value, "Arn").or(document.span);
        let spec = text(&value, "KeySpec");
        let key = Key {
            place: self.place(format!("key/{id}"), span, &document.value, home),
            origin: KeyOrigin::Kms,
            id,
            arn,
            // The state says it, and says more.
            enabled: Setting::absent(),
            spec: if spec.value.is_absent() { text(&value, "CustomerMasterKeySpec") } else { spec },
            usage: text(&value, "KeyUsage"),
            material: Setting::absent(),
            state: text(&value, "KeyState"),
            aws_managed: literal(&value, "KeyManager").as_deref() == Some("AWS"),
        };
        self.model.keys.push(key);
    }

    pub(super) fn aliases(&mut self, document: &Document) {
        for entry in entries(&document.value, "Aliases") {
            let (name, arn) = (text(&entry, "AliasName"), text(&entry, "AliasArn"));
            let (Known::Set(name), Known::Set(arn)) = (name.value, arn.value) else { continue };
            let home = self.home_of(arn.known().and_then(|arn| Arn::parse(&arn)).as_ref());
            let span = key_span(&entry, "AliasName").or(document.span);
            let place = self.place(Text::to_string(&name), span, &entry, home);
            self.model.aliases.push(Alias { place, name, arn, target: text(&entry, "TargetKeyId") });
        }
    }
}
