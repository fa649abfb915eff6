//! Trails and event data stores of CloudTrail, with their event selectors.

use super::{Item, Lower, items, member_of, text};
use crate::value::Value;
use model::known::{Known, Setting, Symbol, Text, Truth, Why};
use model::{EventSelector, FieldOperator, FieldSelector, FieldTest, SelectedEvents, Trail, TrailKind};

/// In the order of `FieldOperator::ALL`.
const OPERATORS: [&str; 6] =
    ["Equals", "NotEquals", "StartsWith", "NotStartsWith", "EndsWith", "NotEndsWith"];

impl Lower<'_, '_> {
    pub(super) fn trail(&mut self, item: &Item) {
        let is_trail = item.kind == "AWS::CloudTrail::Trail";
        let (kind, switches) = match is_trail {
            true => (TrailKind::Trail, ["IsLogging", "IsMultiRegionTrail", "IsOrganizationTrail"]),
            false => {
                (TrailKind::EventDataStore, ["IngestionEnabled", "MultiRegionEnabled", "OrganizationEnabled"])
            }
        };
        let [logging, multi_region, organization] = switches.map(|name| {
            let setting = self.property(item, name);
            self.flag(setting)
        });
        let of_trail = |lower: &mut Self, name: &str| match is_trail {
            true => lower.text(item, name),
            false => Setting::absent(),
        };
        let key = if is_trail { "KMSKeyId" } else { "KmsKeyId" };
        let (selectors, open) = self.event_selectors(item);
        let trail = Trail {
            kind,
            name: self.ev.name_of(item.stack, item.at),
            logging,
            multi_region,
            organization,
            selectors,
            open,
            bucket: of_trail(self, "S3BucketName"),
            prefix: of_trail(self, "S3KeyPrefix"),
            key: self.text(item, key),
            place: item.place.clone(),
        };
        self.model.trails.push(trail);
    }

    fn event_selectors(&mut self, item: &Item) -> (Vec<EventSelector>, Option<Why>) {
        let (basic, open) = items(&self.property(item, "EventSelectors"));
        let mut selectors = Vec::new();
        for selector in &basic {
            let management = member_of(selector, "IncludeManagementEvents");
            let events = SelectedEvents::Basic {
                read_write: text(member_of(selector, "ReadWriteType")),
                management: self.flag(management),
            };
            selectors.push(EventSelector { span: selector.span, exists: exists(selector), events });
        }
        let (advanced, more) = items(&self.property(item, "AdvancedEventSelectors"));
        for selector in &advanced {
            let (fields, open) = items(&member_of(selector, "FieldSelectors"));
            let events = SelectedEvents::Advanced { fields: fields.iter().map(field).collect(), open };
            selectors.push(EventSelector { span: selector.span, exists: exists(selector), events });
        }
        (selectors, open.or(more))
    }
}

fn exists(setting: &Setting<Value>) -> Truth {
    setting.value.why().map_or(Truth::Yes, |why| Truth::Unknown(why.clone()))
}

fn field(setting: &Setting<Value>) -> FieldSelector {
    let tests = FieldOperator::ALL.iter().zip(OPERATORS).filter_map(|(operator, name)| {
        let listed = member_of(setting, name);
        if listed.value.is_absent() {
            return None;
        }
        let (values, open) = items(&listed);
        let values = values.into_iter().map(text_of).collect();
        Some(FieldTest { operator: *operator, values, open })
    });
    let tests = tests.collect();
    let field = text(member_of(setting, "Field"));
    FieldSelector { span: setting.span, exists: exists(setting), field, tests }
}

fn text_of(setting: Setting<Value>) -> Text {
    match text(setting).value {
        Known::Set(text) => text,
        Known::Unknown(why) => Text::symbol(Symbol::anonymous(why)),
        Known::Absent => Text::symbol(Symbol::anonymous(Why::new("a value is null"))),
    }
}
