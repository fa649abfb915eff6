//! CloudWatch log groups and the resource policies of CloudWatch Logs.

use super::{Item, Lower};
use model::known::{Known, Setting};
use model::{LogGroup, LogPolicy};

impl Lower<'_, '_> {
    pub(super) fn log_group(&mut self, item: &Item) {
        let name = self.ev.name_of(item.stack, item.at);
        // The attribute ends in `:*`.
        let arn = crate::arn::regional(&item.place.home, "logs", "log-group:", &name);
        let document = self.policy(item, "ResourcePolicyDocument");
        if !document.value.is_absent() {
            let mut place = item.place.clone();
            place.span = document.span.or(place.span);
            let group = Setting { value: Known::Set(arn.clone()), span: place.span };
            self.model.log_policies.push(LogPolicy { place, name: Setting::absent(), document, group });
        }
        let group = LogGroup {
            place: item.place.clone(),
            name,
            name_span: self.property(item, "LogGroupName").span,
            arn,
            key: self.text(item, "KmsKeyId"),
            class: self.text(item, "LogGroupClass"),
        };
        self.model.log_groups.push(group);
    }

    pub(super) fn log_policy(&mut self, item: &Item) {
        let policy = LogPolicy {
            place: item.place.clone(),
            name: self.text(item, "PolicyName"),
            document: self.policy(item, "PolicyDocument"),
            group: Setting::absent(),
        };
        self.model.log_policies.push(policy);
    }
}
