//! CloudWatch log groups and the resource policies of CloudWatch Logs.

use super::Lower;
use super::home::{Arn, entries};
use crate::arn;
use crate::aws::document::Document;
use crate::aws::field::{field, key_span, text};
use crate::policy;
use model::known::{Known, Setting, Text};
use model::{LogGroup, LogPolicy};

impl Lower<'_> {
    pub(super) fn log_groups(&mut self, document: &Document) {
        for entry in entries(&document.value, "LogGroups") {
            let name = text(&entry, "LogGroupName");
            let Known::Set(group) = &name.value else { continue };
            let given = ["LogGroupArn", "Arn"].map(|member| text(&entry, member));
            let given = given.iter().find_map(|it| it.set().and_then(Text::known));
            let known = given.as_deref().and_then(Arn::parse);
            let home = self.home_of(known.as_ref());
            let arn = match given {
                Some(arn) => Text::literal(arn.trim_end_matches(":*")),
                None => arn::regional(&home, "logs", "log-group:", group),
            };
            let span = key_span(&entry, "LogGroupName").or(document.span);
            let same = |it: &LogGroup| it.arn.equals(&arn).is_yes();
            if self.model.log_groups.iter().any(same) {
                continue;
            }
            let group = LogGroup {
                place: self.place(format!("log-group:{group}"), span, &entry, home),
                name: group.clone(),
                name_span: name.span,
                arn,
                key: text(&entry, "KmsKeyId"),
                class: text(&entry, "LogGroupClass"),
            };
            self.model.log_groups.push(group);
        }
    }

    pub(super) fn log_policies(&mut self, document: &Document) {
        for entry in entries(&document.value, "ResourcePolicies") {
            let name = text(&entry, "PolicyName");
            let told = name.set().map_or_else(|| "account".to_owned(), Text::to_string);
            let Setting { value, span } = field(&entry, "PolicyDocument");
            let span = key_span(&entry, "PolicyDocument").or(span).or(document.span);
            let mut place = self.place(format!("log-policy/{told}"), span, &entry, self.home.clone());
            // AWS counts them itself.
            place.found = true;
            let document = Setting { value: value.and_then(|value| policy::read(&value)), span };
            let group = text(&entry, "ResourceArn");
            self.model.log_policies.push(LogPolicy { place, name, document, group });
        }
    }
}
