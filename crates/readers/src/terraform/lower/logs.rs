//! CloudWatch log groups and resource policies.

use super::{Item, Lower};
use model::known::Setting;
use model::{LogGroup, LogPolicy};

impl<'r> Lower<'_, 'r> {
    pub(super) fn log_group(&mut self, item: &Item<'r>) {
        let place = self.place(item);
        let argument = if item.kind == "awscc_logs_log_group" { "log_group_name" } else { "name" };
        let name = self.attribute(item, argument);
        // The `awscc` attribute ends in `:*`, so the ARN is made from the name here.
        let arn = crate::arn::regional(&place.home, "logs", "log-group:", &name);
        let found = place.found;
        let given = |setting| if found { Setting::absent() } else { setting };
        let key = self.text(&item.part, "kms_key_id");
        let class = self.text(&item.part, "log_group_class");
        let group = LogGroup {
            place,
            name,
            name_span: self.ev.argument(&item.part, argument).span,
            arn,
            key: given(key),
            class: given(class),
        };
        self.model.log_groups.push(group);
    }

    pub(super) fn log_policy(&mut self, item: &Item<'r>) {
        let policy = LogPolicy {
            place: self.place(item),
            name: self.text(&item.part, "policy_name"),
            document: self.policy(&item.part, "policy_document"),
            group: self.text(&item.part, "resource_arn"),
        };
        self.model.log_policies.push(policy);
    }
}
