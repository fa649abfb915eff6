//! Which calls a trail records: its switch, its selectors and its Region against the calls that change
//! where the logs of a source go.

use super::join::given;
use crate::{
    EventSelector, FieldEnd, FieldSelector, FieldTest, SelectedEvents, Source, SourceKind, Trail, TrailKind,
};
use known::{Case, Known, Pattern, Setting, Span, Text, Truth, Why};

/// The calls that make, change and delete a source of logs.
pub(super) struct Calls {
    pub service: &'static str,
    pub names: &'static [&'static str],
}

pub(super) fn calls(kind: SourceKind) -> Calls {
    let kafka = |names| Calls { service: "kafka.amazonaws.com", names };
    match kind {
        SourceKind::Cluster | SourceKind::Module | SourceKind::Policy => {
            kafka(&["CreateCluster", "CreateClusterV2", "UpdateMonitoring", "DeleteCluster"])
        }
        SourceKind::ServerlessCluster => kafka(&["CreateClusterV2", "DeleteCluster"]),
        SourceKind::Replicator => kafka(&["CreateReplicator", "UpdateReplicationInfo", "DeleteReplicator"]),
        SourceKind::Connector => {
            Calls { service: "kafkaconnect.amazonaws.com", names: &["CreateConnector", "DeleteConnector"] }
        }
    }
}

/// Why something is not recorded: a clause behind the name of the trail, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub text: String,
    pub span: Option<Span>,
}

/// Whether calls are recorded, and if not, why not.
pub(super) struct Recorded {
    pub truth: Truth,
    pub gap: Option<Gap>,
}

impl Recorded {
    fn yes() -> Recorded {
        Recorded { truth: Truth::Yes, gap: None }
    }

    fn told(truth: Truth, gap: impl FnOnce() -> Gap) -> Recorded {
        let gap = truth.is_no().then(gap);
        Recorded { truth, gap }
    }

    /// The first reason why not is the one to tell.
    fn and(self, other: Recorded) -> Recorded {
        Recorded { truth: self.truth.and(other.truth), gap: self.gap.or(other.gap) }
    }
}

/// Whether `trail`, if it is there, records the calls to `source`.
pub(super) fn recorded(trail: &Trail, source: &Source) -> Recorded {
    let calls = calls(source.kind);
    let switched = Recorded::told(trail.logging.value.truth(true), || Gap {
        text: "is switched off".to_owned(),
        span: trail.logging.span,
    });
    switched.and(selected(trail, &calls)).and(reached(trail, source))
}

/// Whether the trail records every Region.
pub(super) fn every_region(trail: &Trail) -> Truth {
    trail.multi_region.value.truth(trail.kind == TrailKind::EventDataStore)
}

fn reached(trail: &Trail, source: &Source) -> Recorded {
    let (ours, theirs) = (&trail.place.home.region, &source.place.home.region);
    Recorded::told(every_region(trail).or(ours.equals(theirs)), || {
        let address = &source.place.address;
        let text = format!("records the events of `{ours}` alone, and `{address}` is in `{theirs}`");
        Gap { text, span: trail.multi_region.span }
    })
}

/// Whether the selectors select all of the calls. Without any, all management events are recorded.
fn selected(trail: &Trail, calls: &Calls) -> Recorded {
    let there: Vec<&EventSelector> = trail.selectors.iter().filter(|it| !it.exists.is_no()).collect();
    let none = Truth::all(there.iter().map(|it| it.exists.clone().not()));
    if none.is_yes() && trail.open.is_none() {
        return Recorded::yes();
    }
    let open = trail.open.clone().map_or(Truth::No, Truth::Unknown);
    let mut all = Recorded::yes();
    let mut missed = Vec::new();
    for name in calls.names {
        let each: Vec<Selected> = there.iter().map(|selector| selects(selector, calls, name)).collect();
        let exist =
            there.iter().zip(&each).map(|(selector, it)| it.truth.clone().and(selector.exists.clone()));
        let truth = Truth::any(exist.chain([none.clone(), open.clone()]));
        if truth.is_no() {
            missed.push(*name);
        }
        // The selector for management events is the one to talk about.
        let gaps = each.into_iter().filter_map(|it| it.gap);
        let gap = gaps.max_by_key(|(rank, _)| *rank).map(|(_, gap)| gap).filter(|_| truth.is_no());
        all = all.and(Recorded { truth, gap });
    }
    match all.gap {
        Some(Gap { text, span }) if text == LEAVES_OUT => {
            all.gap = Some(Gap { text: format!("{text} {}", super::listed(&missed)), span });
        }
        gap => all.gap = gap,
    }
    all
}

/// The calls that are left out stand behind it.
const LEAVES_OUT: &str = "has a selector for management events that leaves out";

/// What one selector does with one call. Of several gaps the one of the highest rank is told.
struct Selected {
    truth: Truth,
    gap: Option<(u8, Gap)>,
}

fn selects(selector: &EventSelector, calls: &Calls, name: &str) -> Selected {
    match &selector.events {
        SelectedEvents::Basic { read_write, management } => basic(selector, read_write, management),
        SelectedEvents::Advanced { fields, open } => advanced(selector, fields, open.as_ref(), calls, name),
    }
}

fn basic(selector: &EventSelector, read_write: &Setting<Text>, management: &Setting<bool>) -> Selected {
    let management_events = management.value.truth(true);
    let writes = match given(read_write) {
        Known::Absent => Truth::Yes,
        Known::Unknown(why) => Truth::Unknown(why),
        Known::Set(text) => text.equals(&"All".into()).or(text.equals(&"WriteOnly".into())),
    };
    let gap = match (&management_events, &writes) {
        (Truth::No, _) => Some((0, NO_MANAGEMENT, management.span)),
        (_, Truth::No) => Some((1, READS_ALONE, read_write.span)),
        _ => None,
    };
    let gap =
        gap.map(|(rank, text, span)| (rank, Gap { text: text.to_owned(), span: span.or(selector.span) }));
    Selected { truth: management_events.and(writes), gap }
}

const NO_MANAGEMENT: &str = "records no management events";
const READS_ALONE: &str = "records only events that read";

/// Whether that is a store or trail for something else than calls of the API.
pub(super) fn is_for_other_events(gap: &Gap) -> bool {
    gap.text == NO_MANAGEMENT
}

fn advanced(
    selector: &EventSelector,
    fields: &[FieldSelector],
    open: Option<&Why>,
    calls: &Calls,
    name: &str,
) -> Selected {
    let mut truth = open.cloned().map_or(Truth::Yes, Truth::Unknown);
    let mut has_category = Truth::No;
    let mut gap: Option<(u8, Gap)> = None;
    for field in fields.iter().filter(|field| !field.exists.is_no()) {
        let (fits, told) = field_fits(field, calls, name);
        has_category = has_category.or(is_category(field));
        // A field that is not there demands nothing.
        let fits = fits.or(field.exists.clone().not());
        if fits.is_no() && gap.as_ref().is_none_or(|(rank, _)| told.0 < *rank) {
            gap = Some((told.0, Gap { text: told.1, span: field.span.or(selector.span) }));
        }
        truth = truth.and(fits);
    }
    if !has_category.is_yes() {
        let why = Why::new("an advanced event selector names its `eventCategory`, and this one does not");
        truth = truth.and(Truth::Unknown(has_category.why().cloned().unwrap_or(why).at(selector.span)));
    }
    Selected { truth, gap }
}

fn is_category(field: &FieldSelector) -> Truth {
    match &field.field.value {
        Known::Set(text) => text.equals(&"eventCategory".into()),
        Known::Absent => Truth::No,
        Known::Unknown(why) => Truth::Unknown(why.clone()),
    }
}

/// Whether a field admits the call, and what to say if it does not.
fn field_fits(field: &FieldSelector, calls: &Calls, name: &str) -> (Truth, (u8, String)) {
    let unknown = |text: String| (Truth::Unknown(Why::new(text).at(field.span)), (0, String::new()));
    let known = match &field.field.value {
        Known::Set(text) => text.known(),
        Known::Absent => None,
        Known::Unknown(why) => return (Truth::Unknown(why.clone()), (0, String::new())),
    };
    let fits = |value: &str| Truth::all(field.tests.iter().map(|test| passes(test, value)));
    match known.as_deref() {
        Some("eventCategory") => (fits("Management"), (0, NO_MANAGEMENT.to_owned())),
        Some("readOnly") => (fits("false"), (1, READS_ALONE.to_owned())),
        Some("eventSource") => {
            (fits(calls.service), (2, format!("leaves out the events of `{}`", calls.service)))
        }
        Some("eventName") => (fits(name), (3, LEAVES_OUT.to_owned())),
        Some("eventType") => (fits("AwsApiCall"), (2, "leaves out the calls of the API".to_owned())),
        // Leaving somebody out leaves the others in.
        Some("userIdentity.arn") if field.tests.iter().all(|test| test.operator.negated) => {
            (Truth::Yes, (0, String::new()))
        }
        Some(other) => unknown(format!("which calls a selector on `{other}` admits is not known")),
        None => unknown("which field the selector is about is not known".to_owned()),
    }
}

/// Values are alternatives; of a negated operator none may match.
fn passes(test: &FieldTest, value: &str) -> Truth {
    let value = Text::literal(value);
    let any = Text::literal("*");
    let matches = |wanted: &Text| {
        let mut pattern = Pattern::default();
        if test.operator.end == FieldEnd::End {
            pattern.push_glob(&any);
        }
        pattern.push_exact(wanted);
        if test.operator.end == FieldEnd::Start {
            pattern.push_glob(&any);
        }
        pattern.matches(&value, Case::Sensitive)
    };
    let open = test.open.clone().map_or(Truth::No, Truth::Unknown);
    let matched = Truth::any(test.values.iter().map(matches)).or(open);
    if test.operator.negated { matched.not() } else { matched }
}

#[cfg(test)]
#[path = "trail_events_tests.rs"]
mod tests;
