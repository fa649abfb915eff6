//! Firehose delivery streams.

use super::{Item, Lower, items, member_of, path_of, text};
use crate::value::Value;
use model::known::{Known, Setting, Text, Truth};
use model::{Stream, StreamInput};

const TAG: &str = "LogDeliveryEnabled";

/// Destinations other than S3, each with its own S3 settings for records that fail.
const OTHER_DESTINATIONS: [&str; 8] = [
    "RedshiftDestinationConfiguration",
    "AmazonopensearchserviceDestinationConfiguration",
    "AmazonOpenSearchServerlessDestinationConfiguration",
    "ElasticsearchDestinationConfiguration",
    "SplunkDestinationConfiguration",
    "HttpEndpointDestinationConfiguration",
    "SnowflakeDestinationConfiguration",
    "IcebergDestinationConfiguration",
];

const SOURCES: [(&str, &str, StreamInput); 3] = [
    ("KinesisStreamSourceConfiguration", "KinesisStreamAsSource", StreamInput::Kinesis),
    ("MSKSourceConfiguration", "MSKAsSource", StreamInput::Msk),
    ("DatabaseSourceConfiguration", "DatabaseAsSource", StreamInput::Database),
];

impl Lower<'_, '_> {
    pub(super) fn stream(&mut self, item: &Item) {
        let destination = self.s3_settings(item);
        let stream = Stream {
            place: item.place.clone(),
            name: self.ev.name_of(item.stack, item.at),
            name_span: self.property(item, "DeliveryStreamName").span,
            arn: self.ev.arn_of(item.stack, item.at),
            input: self.input(item),
            tag: self.tag(item),
            tag_ignored: Truth::No,
            role: text(member_of(&destination, "RoleARN")),
            bucket: text(member_of(&destination, "BucketARN")),
            key: text(path_of(
                &destination,
                &["EncryptionConfiguration", "KMSEncryptionConfig", "AWSKMSKeyARN"],
            )),
        };
        self.model.streams.push(stream);
    }

    fn s3_settings(&mut self, item: &Item) -> Setting<Value> {
        for name in ["ExtendedS3DestinationConfiguration", "S3DestinationConfiguration"] {
            let found = self.property(item, name);
            if !found.value.is_absent() {
                return found;
            }
        }
        for name in OTHER_DESTINATIONS {
            let found = member_of(&self.property(item, name), "S3Configuration");
            if !found.value.is_absent() {
                return found;
            }
        }
        Setting::absent()
    }

    /// The type says it; where it is missing, the source that is configured.
    fn input(&mut self, item: &Item) -> Setting<StreamInput> {
        let Setting { value, span } = self.text(item, "DeliveryStreamType");
        match value {
            Known::Unknown(why) => return Setting { value: Known::Unknown(why), span },
            Known::Set(kind) => match (kind.known(), kind.why()) {
                (Some(known), _) => {
                    let source = SOURCES.iter().find(|(_, kind, _)| *kind == known);
                    let input = source.map_or(StreamInput::DirectPut, |(_, _, input)| *input);
                    return Setting { value: Known::Set(input), span };
                }
                (None, Some(why)) => return Setting { value: Known::Unknown(why), span },
                (None, None) => {}
            },
            Known::Absent => {}
        }
        for (name, _, input) in SOURCES {
            let Setting { value, span } = self.property(item, name);
            match value {
                Known::Set(_) => return Setting { value: Known::Set(input), span },
                Known::Unknown(why) => return Setting { value: Known::Unknown(why), span },
                Known::Absent => {}
            }
        }
        Setting { value: Known::Set(StreamInput::DirectPut), span: None }
    }

    fn tag(&mut self, item: &Item) -> Setting<Text> {
        let tags = self.property(item, "Tags");
        let (list, open) = items(&tags);
        for tag in &list {
            let key = text(member_of(tag, "Key"));
            match key.set().map(|key| key.equals(&TAG.into())) {
                Some(Truth::Yes) => return Setting { span: tag.span, ..text(member_of(tag, "Value")) },
                Some(Truth::Unknown(why)) => return Setting { value: Known::Unknown(why), span: tag.span },
                Some(Truth::No) => {}
                None => {
                    if let Known::Unknown(why) = key.value {
                        return Setting { value: Known::Unknown(why), span: tag.span };
                    }
                }
            }
        }
        match open {
            Some(why) => Setting { value: Known::Unknown(why), span: tags.span },
            None => Setting { value: Known::Absent, span: tags.span },
        }
    }
}
