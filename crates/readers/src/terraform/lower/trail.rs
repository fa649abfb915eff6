//! Trails and event data stores of CloudTrail, with their event selectors.

use super::{Item, Lower, items, text};
use crate::terraform::eval::Part;
use crate::value::Value;
use model::known::{Known, Setting, Symbol, Text, Why};
use model::{EventSelector, FieldOperator, FieldSelector, FieldTest, SelectedEvents, Trail, TrailKind};

/// How a resource type names what a trail is made of.
struct Schema {
    kind: TrailKind,
    name: &'static str,
    logging: Switch,
    multi_region: &'static str,
    organization: &'static str,
    basic: &'static str,
    advanced: &'static str,
    fields: &'static str,
}

/// The argument that switches a trail on, or off.
enum Switch {
    On(&'static str),
    Off(&'static str),
}

static SCHEMAS: &[(&str, Schema)] = &[
    (
        "aws_cloudtrail",
        Schema {
            kind: TrailKind::Trail,
            name: "name",
            logging: Switch::On("enable_logging"),
            multi_region: "is_multi_region_trail",
            organization: "is_organization_trail",
            basic: "event_selector",
            advanced: "advanced_event_selector",
            fields: "field_selector",
        },
    ),
    (
        "awscc_cloudtrail_trail",
        Schema {
            kind: TrailKind::Trail,
            name: "trail_name",
            logging: Switch::On("is_logging"),
            multi_region: "is_multi_region_trail",
            organization: "is_organization_trail",
            basic: "event_selectors",
            advanced: "advanced_event_selectors",
            fields: "field_selectors",
        },
    ),
    (
        "aws_cloudtrail_event_data_store",
        Schema {
            kind: TrailKind::EventDataStore,
            name: "name",
            logging: Switch::Off("suspend"),
            multi_region: "multi_region_enabled",
            organization: "organization_enabled",
            basic: "event_selector",
            advanced: "advanced_event_selector",
            fields: "field_selector",
        },
    ),
    (
        "awscc_cloudtrail_event_data_store",
        Schema {
            kind: TrailKind::EventDataStore,
            name: "name",
            logging: Switch::On("ingestion_enabled"),
            multi_region: "multi_region_enabled",
            organization: "organization_enabled",
            basic: "event_selectors",
            advanced: "advanced_event_selectors",
            fields: "field_selectors",
        },
    ),
];

/// In the order of `FieldOperator::ALL`.
const OPERATORS: [&str; 6] =
    ["equals", "not_equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with"];

impl<'r> Lower<'_, 'r> {
    pub(super) fn trail(&mut self, item: &Item<'r>) {
        let Some((_, schema)) = SCHEMAS.iter().find(|(kind, _)| *kind == item.kind) else { return };
        let place = self.place(item);
        // Whether the trail is there is said of the trail.
        let part = item.part.clone().if_there();
        let logging = match schema.logging {
            Switch::On(argument) => self.flag(&part, argument),
            Switch::Off(argument) => self.flag(&part, argument).map(|off| !off),
        };
        let of_trail = |setting| match schema.kind {
            TrailKind::Trail => setting,
            TrailKind::EventDataStore => Setting::absent(),
        };
        let trail = Trail {
            kind: schema.kind,
            name: self.attribute(item, schema.name),
            logging,
            multi_region: self.flag(&part, schema.multi_region),
            organization: self.flag(&part, schema.organization),
            selectors: self.event_selectors(&part, schema),
            open: None,
            bucket: of_trail(self.text(&part, "s3_bucket_name")),
            prefix: of_trail(self.text(&part, "s3_key_prefix")),
            key: self.text(&part, "kms_key_id"),
            place,
        };
        self.model.trails.push(trail);
    }

    fn event_selectors(&mut self, part: &Part<'r>, schema: &Schema) -> Vec<EventSelector> {
        let mut selectors = Vec::new();
        for block in self.nested(part, schema.basic) {
            let events = SelectedEvents::Basic {
                read_write: self.text(&block, "read_write_type"),
                management: self.flag(&block, "include_management_events"),
            };
            selectors.push(EventSelector { span: block.span, exists: block.exists, events });
        }
        for block in self.nested(part, schema.advanced) {
            let inner = block.clone().if_there();
            let fields = self.nested(&inner, schema.fields);
            let fields = fields.iter().map(|field| self.field(field)).collect();
            let events = SelectedEvents::Advanced { fields, open: None };
            selectors.push(EventSelector { span: block.span, exists: block.exists, events });
        }
        selectors
    }

    /// Blocks, or the objects of a provider that has nested attributes.
    fn nested(&mut self, part: &Part<'r>, name: &str) -> Vec<Part<'r>> {
        let blocks = self.ev.blocks(part, name);
        if blocks.is_empty() { self.ev.objects(part, name) } else { blocks }
    }

    fn field(&mut self, part: &Part<'r>) -> FieldSelector {
        let part = &part.clone();
        let tests = FieldOperator::ALL.iter().zip(OPERATORS).filter_map(|(operator, argument)| {
            let Setting { value, .. } = self.ev.argument(part, argument);
            if value.is_absent() {
                return None;
            }
            let (values, open) = items(value);
            let values = values.into_iter().map(text_of).collect();
            Some(FieldTest { operator: *operator, values, open })
        });
        let tests = tests.collect();
        let field = self.text(part, "field");
        FieldSelector { span: part.span, exists: part.exists.clone(), field, tests }
    }
}

fn text_of(value: Value) -> Text {
    let span = value.span;
    match text(Setting { value: Known::Set(value), span }).value {
        Known::Set(text) => text,
        Known::Unknown(why) => Text::symbol(Symbol::anonymous(why)),
        Known::Absent => Text::symbol(Symbol::anonymous(Why::new("a value is null").at(span))),
    }
}
