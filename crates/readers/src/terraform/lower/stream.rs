//! Firehose delivery streams.

use super::{Item, Lower, text};
use crate::terraform::eval::Part;
use crate::value::{Kind, Value};
use model::known::{Known, Setting, Text, Truth};
use model::{Stream, StreamInput};

const TAG: &str = "LogDeliveryEnabled";

/// Destinations other than S3, each with its own S3 block for records that fail.
const OTHER_DESTINATIONS: [&str; 8] = [
    "redshift_configuration",
    "opensearch_configuration",
    "opensearchserverless_configuration",
    "elasticsearch_configuration",
    "splunk_configuration",
    "http_endpoint_configuration",
    "snowflake_configuration",
    "iceberg_configuration",
];

impl<'r> Lower<'_, 'r> {
    pub(super) fn stream(&mut self, item: &Item<'r>) {
        let place = self.place(item);
        let destination = self.s3_part(&item.part);
        let part = |lower: &mut Self, name: &str| match &destination {
            Some(part) => lower.text(part, name),
            None => Setting::absent(),
        };
        let found = place.found;
        let stream = Stream {
            name: self.attribute(item, "name"),
            arn: self.attribute(item, "arn"),
            name_span: self.ev.argument(&item.part, "name").span,
            input: if found { Setting::absent() } else { self.input(&item.part) },
            tag: self.tag(item),
            tag_ignored: self.tag_ignored(&item.part),
            role: part(self, "role_arn"),
            bucket: part(self, "bucket_arn"),
            key: part(self, "kms_key_arn"),
            place,
        };
        self.model.streams.push(stream);
    }

    fn s3_part(&mut self, part: &Part<'r>) -> Option<Part<'r>> {
        for name in ["extended_s3_configuration", "s3_configuration"] {
            if let Some(found) = self.ev.blocks(part, name).into_iter().next() {
                return Some(found);
            }
        }
        for name in OTHER_DESTINATIONS {
            for outer in self.ev.blocks(part, name) {
                for inner in ["s3_configuration", "s3_backup_configuration"] {
                    if let Some(found) = self.ev.blocks(&outer, inner).into_iter().next() {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    fn input(&mut self, part: &Part<'r>) -> Setting<StreamInput> {
        let sources = [
            ("kinesis_source_configuration", StreamInput::Kinesis),
            ("msk_source_configuration", StreamInput::Msk),
            ("database_source_configuration", StreamInput::Database),
        ];
        for (name, input) in sources {
            for block in self.ev.blocks(part, name) {
                match block.exists {
                    Truth::Yes => return Setting { value: Known::Set(input), span: block.span },
                    Truth::Unknown(why) => return Setting { value: Known::Unknown(why), span: block.span },
                    Truth::No => {}
                }
            }
        }
        Setting { value: Known::Set(StreamInput::DirectPut), span: None }
    }

    /// The tag of the stream, else the default tag of its provider.
    fn tag(&mut self, item: &Item<'r>) -> Setting<Text> {
        let own = self.tag_in(&item.part, "tags");
        if !own.value.is_absent() {
            return own;
        }
        // What a plan knows of them, those of the provider included.
        let all = self.tag_in(&item.part, "tags_all");
        if !all.value.is_absent() {
            return all;
        }
        let module = item.instance.module;
        let body = self.ev.body(&item.part).cloned();
        for tags in self.ev.default_tags(module, body.as_ref()) {
            let found = self.tag_in(&tags, "tags");
            if !found.value.is_absent() {
                return found;
            }
        }
        own
    }

    fn tag_in(&mut self, part: &Part<'r>, name: &str) -> Setting<Text> {
        let Setting { value, span } = self.ev.argument(part, name);
        match value {
            Known::Set(Value { kind: Kind::Object(object), .. }) => {
                match (object.members.get(TAG), &object.open) {
                    (Some(member), _) => {
                        let at = member.key.or(member.value.span).or(span);
                        let value = if member.value.is_null() {
                            Known::Absent
                        } else {
                            Known::Set(member.value.clone())
                        };
                        text(Setting { value, span: at })
                    }
                    (None, Some(why)) => Setting { value: Known::Unknown(why.clone()), span },
                    (None, None) => Setting { value: Known::Absent, span },
                }
            }
            Known::Set(value) => {
                let why =
                    value.why().cloned().unwrap_or_else(|| model::known::Why::new("the tags are not known"));
                Setting { value: Known::Unknown(why), span }
            }
            Known::Absent => Setting { value: Known::Absent, span },
            Known::Unknown(why) => Setting { value: Known::Unknown(why), span },
        }
    }

    fn tag_ignored(&mut self, part: &Part<'r>) -> Truth {
        if let Some(why) = self.ev.without_lifecycle(part) {
            return Truth::Unknown(why);
        }
        let lifecycles = self.ev.blocks(part, "lifecycle");
        let mut ignored = lifecycles.iter().flat_map(|block| self.ev.references(block, "ignore_changes"));
        Truth::from(ignored.any(|reference| {
            let plain: String =
                reference.chars().filter(|c| !matches!(c, '"' | ' ' | '[' | ']' | '.')).collect();
            matches!(
                plain.as_str(),
                "all" | "tags" | "tags_all" | "tagsLogDeliveryEnabled" | "tags_allLogDeliveryEnabled"
            )
        }))
    }
}
