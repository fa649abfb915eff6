//! Firehose delivery streams: their description, and beside it the list of their tags.

use super::Lower;
use super::home::Arn;
use crate::arn;
use crate::aws::document::Document;
use crate::aws::field::{field, flag, items, key_span, literal, path, text};
use crate::aws::naming::STREAM_TAGS;
use crate::aws::shape::Shape;
use crate::value::Value;
use model::known::{Known, Setting, Text, Truth, Why};
use model::{Stream, StreamInput};

const TAG: &str = "LogDeliveryEnabled";

const INPUTS: [(&str, StreamInput); 4] = [
    ("DirectPut", StreamInput::DirectPut),
    ("KinesisStreamAsSource", StreamInput::Kinesis),
    ("MSKAsSource", StreamInput::Msk),
    ("DatabaseAsSource", StreamInput::Database),
];

/// Destinations in the order in which their own bucket is looked for.
const DESTINATIONS: [&str; 10] = [
    "RedshiftDestinationDescription",
    "AmazonopensearchserviceDestinationDescription",
    "AmazonOpenSearchServerlessDestinationDescription",
    "ElasticsearchDestinationDescription",
    "SplunkDestinationDescription",
    "HttpEndpointDestinationDescription",
    "SnowflakeDestinationDescription",
    "IcebergDestinationDescription",
    "ExtendedS3DestinationDescription",
    "S3DestinationDescription",
];

/// The tags of a stream, as one document lists them.
struct Tags {
    stream: Setting<Text>,
    tag: Setting<Text>,
}

impl Lower<'_> {
    pub(super) fn streams(&mut self, documents: &[Document]) {
        let of = |shape| documents.iter().filter(move |document| document.shape == shape);
        let tags: Vec<Tags> = of(Shape::StreamTags).map(|document| self.tags(document)).collect();
        for document in of(Shape::Stream) {
            self.stream(document, &tags);
        }
        for (document, tags) in of(Shape::StreamTags).zip(&tags) {
            self.by_tags_alone(document, tags);
        }
    }

    fn tags(&self, document: &Document) -> Tags {
        let list = field(&document.value, "Tags");
        let found = items(&list).into_iter().find(|tag| literal(tag, "Key").as_deref() == Some(TAG));
        let more = flag(&document.value, "HasMoreTags").value == Known::Set(true);
        let tag = match found {
            Some(tag) => Setting { span: tag.span, ..text(&tag, "Value") },
            None if more => {
                let why = Why::new(format!("`{}` shows only some of the tags", document.path));
                Setting { value: Known::Unknown(why.at(list.span)), span: list.span }
            }
            None => Setting { value: Known::Absent, span: key_span(&document.value, "Tags") },
        };
        Tags { stream: self.told(document, STREAM_TAGS, "stream", &["DeliveryStreamName"]), tag }
    }

    fn tag(&self, name: &Text, tags: &[Tags]) -> Setting<Text> {
        let is_of = |tags: &&Tags| tags.stream.set().is_some_and(|stream| stream.equals(name).is_yes());
        if let Some(found) = tags.iter().find(is_of) {
            return found.tag.clone();
        }
        let nameless = tags.iter().find_map(|tags| tags.stream.value.why().cloned());
        let what = format!("the list of tags of `{name}`");
        let missing = || self.not_given(&what, &STREAM_TAGS.file(&name.to_string()));
        Setting { value: Known::Unknown(nameless.unwrap_or_else(missing)), span: None }
    }

    fn stream(&mut self, document: &Document, tags: &[Tags]) {
        let value = field(&document.value, "DeliveryStreamDescription");
        let name = text(&value, "DeliveryStreamName");
        let Known::Set(known) = &name.value else { return };
        let given = literal(&value, "DeliveryStreamARN");
        let home = self.home_of(given.as_deref().and_then(Arn::parse).as_ref());
        let arn =
            given.map_or_else(|| arn::regional(&home, "firehose", "deliverystream/", known), Text::literal);
        if self.model.streams.iter().any(|stream| stream.arn.equals(&arn).is_yes()) {
            return;
        }
        let s3 = own_bucket(&value);
        let stream = Stream {
            place: self.place(
                format!("deliverystream/{known}"),
                name.span.or(document.span),
                &document.value,
                home,
            ),
            name: known.clone(),
            name_span: name.span,
            arn,
            input: input(&value),
            tag: self.tag(known, tags),
            tag_ignored: Truth::No,
            role: text(&s3, "RoleARN"),
            bucket: text(&s3, "BucketARN"),
            key: text(&path(&s3, &["EncryptionConfiguration", "KMSEncryptionConfig"]), "AWSKMSKeyARN"),
        };
        self.model.streams.push(stream);
    }

    /// A stream of which only the tags are given.
    fn by_tags_alone(&mut self, document: &Document, tags: &Tags) {
        let Known::Set(name) = &tags.stream.value else { return };
        if self.model.streams.iter().any(|stream| stream.name.equals(name).is_yes()) {
            return;
        }
        let what = format!("the description of `{name}`");
        let why = self.not_given(&what, &format!("describe-delivery-stream.{name}.json"));
        let home = self.home.clone();
        let arn = arn::regional(&home, "firehose", "deliverystream/", name);
        let unknown = || Setting { value: Known::Unknown(why.clone()), span: None };
        let stream = Stream {
            place: self.place(format!("deliverystream/{name}"), tags.stream.span, &document.value, home),
            name: name.clone(),
            name_span: tags.stream.span,
            arn,
            input: Setting { value: Known::Unknown(why.clone()), span: None },
            tag: tags.tag.clone(),
            tag_ignored: Truth::No,
            role: unknown(),
            bucket: unknown(),
            key: unknown(),
        };
        self.model.streams.push(stream);
    }
}

fn input(value: &Setting<Value>) -> Setting<StreamInput> {
    let Setting { value, span } = text(value, "DeliveryStreamType");
    let value = match value {
        Known::Set(kind) => {
            let kind = kind.known().unwrap_or_default();
            match INPUTS.iter().find(|(name, _)| *name == kind) {
                Some((_, input)) => Known::Set(*input),
                None => {
                    Known::Unknown(Why::new(format!("`{kind}` is no type of stream that is known")).at(span))
                }
            }
        }
        Known::Absent => Known::Set(StreamInput::DirectPut),
        Known::Unknown(why) => Known::Unknown(why),
    };
    Setting { value, span }
}

/// The S3 settings of the first destination; those for records that fail where it is not S3 itself.
fn own_bucket(value: &Setting<Value>) -> Setting<Value> {
    let Some(destination) = items(&field(value, "Destinations")).into_iter().next() else {
        return Setting::absent();
    };
    for name in DESTINATIONS {
        let found = field(&destination, name);
        if found.set().is_none() {
            continue;
        }
        let own = field(&found, "S3DestinationDescription");
        return if own.set().is_some() || !name.contains("S3") { own } else { found };
    }
    Setting::absent()
}
