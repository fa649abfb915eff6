//! Tests of which calls a trail records.

use super::*;
use crate::FieldOperator;
use crate::delivery::fixture::{named, place, set, source};

fn trail(selectors: Vec<EventSelector>) -> Trail {
    Trail {
        place: place("t.a"),
        kind: TrailKind::Trail,
        name: "audit".into(),
        logging: Setting::absent(),
        multi_region: set(true),
        organization: Setting::absent(),
        selectors,
        open: None,
        bucket: Setting::absent(),
        prefix: Setting::absent(),
        key: Setting::absent(),
    }
}

fn selector(events: SelectedEvents) -> EventSelector {
    EventSelector { span: None, exists: Truth::Yes, events }
}

fn simple(read_write: Option<&str>, management: Option<bool>) -> EventSelector {
    let read_write = read_write.map_or_else(Setting::absent, named);
    let management = management.map_or_else(Setting::absent, set);
    selector(SelectedEvents::Basic { read_write, management })
}

const IS: usize = 0;
const IS_NOT: usize = 1;
const STARTS: usize = 2;
const ENDS_NOT: usize = 5;

/// `${name}` in a value is not known.
fn fields(list: &[(&str, usize, &[&str])]) -> EventSelector {
    let field = |(field, operator, values): &(&str, usize, &[&str])| {
        let values = values.iter().map(|value| crate::delivery::fixture::text(value)).collect();
        let test = FieldTest { operator: FieldOperator::ALL[*operator], values, open: None };
        FieldSelector { span: None, exists: Truth::Yes, field: named(field), tests: vec![test] }
    };
    selector(SelectedEvents::Advanced { fields: list.iter().map(field).collect(), open: None })
}

/// `yes`, `unknown`, or what is said of the gap.
fn told(trail: &Trail, kind: SourceKind) -> String {
    let source = Source { kind, ..source(Vec::new()) };
    let Recorded { truth, gap } = recorded(trail, &source);
    match (truth, gap) {
        (Truth::Yes, None) => "yes".to_owned(),
        (Truth::Unknown(_), _) => "unknown".to_owned(),
        (_, gap) => gap.map(|gap| gap.text).unwrap_or_default(),
    }
}

fn check(selectors: Vec<EventSelector>, expected: &str) {
    assert_eq!(told(&trail(selectors), SourceKind::Cluster), expected);
}

const CATEGORY: (&str, usize, &[&str]) = ("eventCategory", IS, &["Management"]);

#[test]
fn basic_selectors() {
    check(vec![], "yes");
    check(vec![simple(None, None)], "yes");
    check(vec![simple(Some("WriteOnly"), Some(true))], "yes");
    check(vec![simple(Some("ReadOnly"), None)], "records only events that read");
    check(vec![simple(None, Some(false))], "records no management events");
    check(vec![simple(Some("ReadOnly"), Some(true)), simple(Some("WriteOnly"), None)], "yes");
    check(vec![simple(Some("${type}"), None)], "unknown");
    let mut perhaps = simple(None, Some(false));
    perhaps.exists = Truth::Unknown(Why::new("?"));
    check(vec![perhaps], "unknown");
}

#[test]
fn advanced_selectors() {
    check(vec![fields(&[CATEGORY])], "yes");
    check(vec![fields(&[("eventCategory", IS, &["Data"])])], "records no management events");
    check(vec![fields(&[CATEGORY, ("readOnly", IS, &["true"])])], "records only events that read");
    check(vec![fields(&[CATEGORY, ("readOnly", IS, &["false"])])], "yes");
    let leaves_out = "leaves out the events of `kafka.amazonaws.com`";
    check(vec![fields(&[CATEGORY, ("eventSource", IS_NOT, &["kafka.amazonaws.com"])])], leaves_out);
    check(vec![fields(&[CATEGORY, ("eventSource", ENDS_NOT, &[".amazonaws.com"])])], leaves_out);
    check(vec![fields(&[CATEGORY, ("eventSource", IS, &["iam.amazonaws.com"])])], leaves_out);
    check(vec![fields(&[CATEGORY, ("eventSource", STARTS, &["kafka"])])], "yes");
    check(vec![fields(&[CATEGORY, ("eventSource", IS_NOT, &["kms.amazonaws.com"])])], "yes");
    check(vec![fields(&[CATEGORY, ("eventSource", IS_NOT, &["${noise}"])])], "unknown");
    check(vec![fields(&[CATEGORY, ("userIdentity.arn", IS_NOT, &["arn:x"])])], "yes");
    check(vec![fields(&[CATEGORY, ("userIdentity.arn", IS, &["arn:x"])])], "unknown");
    check(vec![fields(&[("readOnly", IS, &["false"])])], "unknown");
    check(vec![fields(&[("eventCategory", IS, &["Data"])]), fields(&[CATEGORY])], "yes");
}

#[test]
fn calls_that_are_left_out_are_named() {
    let text = "has a selector for management events that leaves out `UpdateMonitoring` and `DeleteCluster`";
    check(vec![fields(&[CATEGORY, ("eventName", STARTS, &["Create"])])], text);
    let by_two = vec![
        fields(&[CATEGORY, ("eventName", STARTS, &["Create", "Delete"])]),
        fields(&[CATEGORY, ("eventName", STARTS, &["Update"])]),
    ];
    check(by_two, "yes");
}

#[test]
fn connectors_have_a_service_of_their_own() {
    let kafka = trail(vec![fields(&[CATEGORY, ("eventSource", IS, &["kafka.amazonaws.com"])])]);
    assert_eq!(told(&kafka, SourceKind::Replicator), "yes");
    assert_eq!(told(&kafka, SourceKind::ServerlessCluster), "yes");
    let text = "leaves out the events of `kafkaconnect.amazonaws.com`";
    assert_eq!(told(&kafka, SourceKind::Connector), text);
}
