//! One record as an event: when, who, from where, what, about what, and how it ended.

use super::identity::Who;
use super::member::{flag, member, string, text};
use super::split::Trouble;
use super::subject::{Subject, of_kafka, of_other, of_refusal};
use super::time::{Moment, moment};
use super::{Record, service};
use crate::json::parse_source;
use crate::value::{Kind, Value};
use model::Home;
use model::known::{FileId, Shape, Symbol, Text, Why};
use std::sync::Arc;

/// How deep records may be packed into each other: an envelope, its detail, a string in it.
const PACKED: usize = 3;

#[derive(Clone, Debug)]
pub struct Event {
    pub at: Moment,
    /// `at` as the record writes it.
    pub time: String,
    pub id: Option<String>,
    /// The first label of the source: `kafka`, `s3`.
    pub service: String,
    pub name: String,
    pub is_write: bool,
    pub region: Option<String>,
    /// The account that the record was delivered for.
    pub account: Option<String>,
    pub who: Who,
    pub address: Option<String>,
    pub agent: Option<String>,
    pub endpoint: Option<String>,
    pub subject: Option<Subject>,
    pub failure: Option<Failure>,
    /// The parameters of a write as JSON.
    pub request: Option<String>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: String,
    pub message: Option<String>,
}

/// Where an event was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    pub path: Arc<str>,
    /// Counted from 1.
    pub record: u64,
    /// In bytes, of the record, in the file as it is without compression.
    pub offset: u64,
}

/// What a record is.
#[derive(Debug)]
pub enum Look {
    Event(Box<Event>),
    /// An event of no interest.
    Other,
    /// A digest, or an insight: no events.
    PassedOver,
    /// No record of CloudTrail.
    Foreign,
}

/// Reads a record. The trouble's offset is that of the file.
pub fn look(path: &Arc<str>, record: &Record<'_>) -> Result<Look, Trouble> {
    let trouble = |at: usize, text: String| Trouble { offset: record.offset + at as u64, text };
    let text = std::str::from_utf8(record.bytes)
        .map_err(|error| trouble(error.valid_up_to(), format!("record {} is not UTF-8", record.number)))?;
    let origin = Origin { path: path.clone(), record: record.number, offset: record.offset };
    unpack(text, &origin, 0).map_err(|(at, text)| trouble(at, format!("record {}: {text}", record.number)))
}

/// Bounded by `PACKED`. The place of an error counts only at the outermost level.
fn unpack(source: &str, origin: &Origin, level: usize) -> Result<Look, (usize, String)> {
    let value = match parse_source(FileId(0), source) {
        Ok(parsed) => parsed.value,
        Err(problem) => {
            let at = problem.span.map_or(0, |span| span.start as usize);
            return Err((if level == 0 { at } else { 0 }, problem.text));
        }
    };
    of_value(source, &value, origin, level).map_err(|text| (0, text))
}

fn of_value(source: &str, value: &Value, origin: &Origin, level: usize) -> Result<Look, String> {
    let has = |name: &str| member(value, name).is_some();
    let packed = ["CloudTrailEvent", "message", "detail"].iter().find_map(|name| member(value, name));
    if let Some(inner) = packed.filter(|_| level < PACKED && !has("eventSource")) {
        return match text(inner) {
            // What a log group holds beside CloudTrail's records.
            Some(inner) if !inner.trim_start().starts_with('{') => Ok(Look::Foreign),
            Some(inner) => unpack(&inner, origin, level + 1).map_err(|(_, text)| text),
            None => of_value(source, inner, origin, level + 1),
        };
    }
    let category = string(value, "eventCategory");
    let is_event = |category: &str| ["Management", "Data", "NetworkActivity"].contains(&category);
    match () {
        () if has("digestStartTime") || has("digestS3Object") || has("insightDetails") => {
            Ok(Look::PassedOver)
        }
        () if category.as_deref().is_some_and(|category| !is_event(category)) => Ok(Look::PassedOver),
        () if ["eventSource", "eventName", "eventVersion", "eventTime"].iter().any(|name| has(name)) => {
            event(source, value, origin)
        }
        () => Ok(Look::Foreign),
    }
}

fn event(source: &str, value: &Value, origin: &Origin) -> Result<Look, String> {
    let wanted = |name: &str| {
        let wrong = || match member(value, name) {
            Some(_) => format!("`{name}` is no text"),
            None => format!("`{name}` is missing"),
        };
        string(value, name).ok_or_else(wrong)
    };
    let full = wanted("eventSource")?;
    let Some(calls) = service(full.as_bytes()) else { return Ok(Look::Other) };
    let name = wanted("eventName")?;
    if !calls.is_empty() && !calls.contains(&name.as_str()) {
        return Ok(Look::Other);
    }
    let time = wanted("eventTime")?;
    let at = moment(&time).ok_or_else(|| format!("`eventTime` is `{time}`, which is no time of RFC 3339"))?;
    let service = full.split('.').next().unwrap_or_default().to_owned();
    let (request, raw) = request(source, value)?;
    let is_write = match flag(value, "readOnly") {
        Some(reads) => !reads,
        None => !["Describe", "List", "Get"].iter().any(|start| name.starts_with(start)),
    };
    let response = member(value, "responseElements");
    let message = || string(value, "errorMessage");
    let subject = match service.starts_with("kafka") {
        true => of_kafka(&request, response, value).or_else(|| of_refusal(&message()?)),
        false => of_other(&service, &request, value),
    };
    let failure = string(value, "errorCode")
        .map(|code| Failure { message: message().or_else(|| string(response?, "message")), code });
    let who = Who::read(member(value, "userIdentity"));
    let event = Event {
        at,
        time,
        id: string(value, "eventID"),
        service,
        is_write,
        region: string(value, "awsRegion"),
        account: string(value, "recipientAccountId").or_else(|| who.account.clone()),
        who,
        address: string(value, "sourceIPAddress"),
        agent: string(value, "userAgent"),
        endpoint: string(value, "vpcEndpointId"),
        subject,
        failure,
        request: raw.filter(|_| is_write),
        origin: origin.clone(),
        name,
    };
    Ok(Look::Event(Box::new(event)))
}

/// The parameters as a value and as JSON. Some exports make a string of them.
fn request(source: &str, record: &Value) -> Result<(Value, Option<String>), String> {
    let Some(value) = member(record, "requestParameters") else { return Ok((Value::null(), None)) };
    match text(value) {
        // What is hidden is no JSON.
        Some(raw) if !raw.trim_start().starts_with('{') => Ok((Value::null(), None)),
        Some(raw) => {
            let parsed = parse_source(FileId(0), &raw);
            let value = parsed.map_err(|problem| format!("`requestParameters`: {}", problem.text))?.value;
            Ok((value, Some(raw)))
        }
        None if matches!(value.kind, Kind::Object(_)) => {
            let raw = value.span.and_then(|span| span.of(source)).map(str::to_owned);
            Ok((value.clone(), raw))
        }
        None => Ok((Value::null(), None)),
    }
}

impl Event {
    pub fn is_of_msk(&self) -> bool {
        self.service.starts_with("kafka")
    }

    /// Whether the request names log delivery, as far as its text says.
    pub fn speaks_of_delivery(&self) -> bool {
        let names = ["delivery.logs", "AWSLogDelivery"];
        self.request.as_deref().is_some_and(|request| names.iter().any(|name| request.contains(name)))
    }

    /// About how much memory it takes, in bytes.
    pub fn weight(&self) -> usize {
        let optional = [
            &self.id,
            &self.region,
            &self.account,
            &self.address,
            &self.agent,
            &self.endpoint,
            &self.request,
        ];
        let failure = self.failure.as_ref();
        let lengths = optional.into_iter().flatten().map(String::len).sum::<usize>()
            + failure.map_or(0, |it| it.code.len() + it.message.as_ref().map_or(0, String::len));
        let parts = self.who.weight() + self.subject.as_ref().map_or(0, Subject::weight);
        size_of::<Event>() + self.time.len() + self.service.len() + self.name.len() + lengths + parts
    }

    /// The account and Region of what the event is about.
    pub fn home(&self) -> Arc<Home> {
        let arn = self.subject.as_ref().and_then(|subject| subject.arn.clone()).unwrap_or_default();
        let mut fields =
            arn.split(':').skip(1).map(str::to_owned).map(|it| Some(it).filter(|it| !it.is_empty()));
        let mut field = || fields.next().flatten();
        let (partition, _, region, account) = (field(), field(), field(), field());
        let unknown = |name: &str, shape| {
            let why = Why::new(format!("the record does not say the {name}"));
            Text::symbol(Symbol::new(name, why).shaped(shape).nonempty())
        };
        let text =
            |value: Option<String>, name, shape| value.map_or_else(|| unknown(name, shape), Text::literal);
        let region = text(region.or_else(|| self.region.clone()), "Region", Shape::Region);
        let partition = partition.unwrap_or_else(|| crate::arn::partition(&region).to_owned());
        Arc::new(Home {
            account: text(account.or_else(|| self.account.clone()), "account", Shape::Account),
            region,
            partition: Text::literal(partition),
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn read(json: &str) -> Result<Look, Trouble> {
        let record = Record { number: 3, offset: 100, is_listed: true, bytes: json.as_bytes() };
        look(&Arc::from("a.json"), &record)
    }

    pub fn event_of(json: &str) -> Event {
        match read(json) {
            Ok(Look::Event(event)) => *event,
            other => panic!("no event: {other:?}"),
        }
    }

    const DELETED: &str = r#"{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"mara"},
        "eventTime":"2026-03-04T10:12:33Z","eventSource":"kafka.amazonaws.com","eventName":"DeleteCluster",
        "awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.7","userAgent":"aws-cli/2.15","errorCode":"AccessDenied",
        "requestParameters":{"clusterArn":"arn%3Aaws%3Akafka%3Aeu-west-1%3A111122223333%3Acluster%2Forders%2F0a-1"},
        "responseElements":{"message":"no"},"recipientAccountId":"111122223333","eventID":"e1"}"#;

    #[test]
    fn a_record_says_everything() {
        let event = event_of(DELETED);
        assert_eq!(
            (event.service.as_str(), event.name.as_str(), event.is_write),
            ("kafka", "DeleteCluster", true)
        );
        assert_eq!((event.who.name.as_str(), event.address.as_deref()), ("mara", Some("203.0.113.7")));
        assert_eq!(event.subject.as_ref().map(Subject::label), Some("orders"));
        let failure = Failure { code: "AccessDenied".to_owned(), message: Some("no".to_owned()) };
        assert_eq!(event.failure, Some(failure));
        assert_eq!(event.home().account.to_string(), "111122223333");
        assert!(event.request.as_deref().is_some_and(|it| it.starts_with("{\"clusterArn\"")));
    }

    #[test]
    fn a_record_may_be_packed() {
        let string = quoted(DELETED);
        for packed in [
            format!(r#"{{"EventName":"DeleteCluster","CloudTrailEvent":{string}}}"#),
            format!(
                r#"{{"source":"aws.kafka","detail-type":"AWS API Call via CloudTrail","detail":{DELETED}}}"#
            ),
            format!(r#"{{"timestamp":1,"message":{string}}}"#),
        ] {
            assert_eq!(event_of(&packed).name, "DeleteCluster", "{packed}");
        }
        let parameters = quoted(r#"{"clusterName":"orders"}"#);
        let exported = format!(
            r#"{{"eventTime":"2026-03-04T10:12:33Z","eventSource":"kafka.amazonaws.com","eventName":"CreateCluster","requestParameters":{parameters}}}"#
        );
        assert_eq!(event_of(&exported).subject.as_ref().map(Subject::label), Some("orders"));
    }

    #[test]
    fn a_refusal_says_what_it_is_about() {
        let refused = |resource: &str| {
            let said = format!("User: x is not authorized to perform: y on resource: {resource} because z");
            let record =
                DELETED.replace("\"errorCode\"", &format!("\"errorMessage\":\"{said}\",\"errorCode\""));
            let record = record.replace("\"requestParameters\":{", "\"requestParameters\":null,\"x\":{");
            event_of(&record).subject.map(|subject| subject.label().to_owned())
        };
        assert_eq!(
            refused("arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a-1").as_deref(),
            Some("orders")
        );
        assert_eq!(refused("arn:aws:iam::111122223333:role/x"), None);
        assert_eq!(refused("*"), None);
        let hidden = DELETED.replace("\"requestParameters\":{", "\"requestParameters\":\"***\",\"x\":{");
        assert_eq!(event_of(&hidden).subject, None);
    }

    fn quoted(text: &str) -> String {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
    }

    fn check(json: &str, expected: &str) {
        let found = match read(json) {
            Ok(Look::Event(_)) => "event".to_owned(),
            Ok(other) => format!("{other:?}"),
            Err(trouble) => format!("{}: {}", trouble.offset, trouble.text),
        };
        assert_eq!(found, expected, "{json}");
    }

    #[test]
    fn what_is_no_event() {
        check("{}", "Foreign");
        check(r#"{"message":"START RequestId"}"#, "Foreign");
        check(r#"{"digestStartTime":"2026-03-04T10:00:00Z","logFiles":[]}"#, "PassedOver");
        check(
            r#"{"eventCategory":"Insight","insightDetails":{"eventSource":"kafka.amazonaws.com"}}"#,
            "PassedOver",
        );
        check(r#"{"eventCategory":"Aggregated","eventSource":"kafka.amazonaws.com"}"#, "PassedOver");
        check(r#"{"eventSource":"ec2.amazonaws.com"}"#, "Other");
        check(r#"{"eventSource":"s3.amazonaws.com","eventName":"GetObject"}"#, "Other");
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        check(r#"{"eventName":"X"}"#, "100: record 3: `eventSource` is missing");
        check(r#"{"eventSource":"kafka.amazonaws.com"}"#, "100: record 3: `eventName` is missing");
        let named = r#"{"eventSource":"kafka.amazonaws.com","eventName":"X""#;
        check(&format!("{named}}}"), "100: record 3: `eventTime` is missing");
        let wrong = format!(r#"{named},"eventTime":"soon"}}"#);
        check(&wrong, "100: record 3: `eventTime` is `soon`, which is no time of RFC 3339");
        check(r#"{"a":nope}"#, "105: record 3: `nope` is not a JSON value");
        let deep = format!(r#"{{"a":{}}}"#, "[".repeat(200));
        check(&deep, "233: record 3: nested too deeply to be read");
        let record = Record { number: 3, offset: 100, is_listed: true, bytes: b"{\"a\":\"\xff\"}" };
        let trouble = look(&Arc::from("a.json"), &record).unwrap_err();
        assert_eq!(trouble, Trouble { offset: 106, text: "record 3 is not UTF-8".to_owned() });
    }

    #[test]
    fn a_write_is_told_by_the_record_or_by_its_name() {
        let is_write = |rest: &str, name: &str| {
            let source = r#""eventSource":"kafka.amazonaws.com","eventTime":"2026-03-04T10:12:33Z""#;
            event_of(&format!(r#"{{{source},"eventName":"{name}"{rest}}}"#)).is_write
        };
        assert!(
            is_write("", "RebootBroker")
                && !is_write("", "ListNodes")
                && !is_write("", "GetBootstrapBrokers")
        );
        assert!(!is_write(r#","readOnly":true"#, "RebootBroker") && is_write(r#","readOnly":false"#, "GetX"));
    }
}
