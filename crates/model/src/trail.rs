//! Trails and event data stores of CloudTrail: which calls they record, and where they write them.

use crate::Place;
use known::{Setting, Span, Text, Truth, Why};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrailKind {
    /// Writes log files to a bucket.
    Trail,
    /// Keeps the events itself.
    EventDataStore,
}

#[derive(Clone, Debug)]
pub struct Trail {
    pub place: Place,
    pub kind: TrailKind,
    pub name: Text,
    /// On when absent. An event data store that is suspended is off.
    pub logging: Setting<bool>,
    /// When absent a trail records its own Region, and an event data store all of them.
    pub multi_region: Setting<bool>,
    pub organization: Setting<bool>,
    /// Basic and advanced ones. Without any, all management events are recorded.
    pub selectors: Vec<EventSelector>,
    /// There may be selectors that are not listed.
    pub open: Option<Why>,
    /// By name. Only of trails.
    pub bucket: Setting<Text>,
    pub prefix: Setting<Text>,
    /// Key ID, key ARN, alias name or alias ARN.
    pub key: Setting<Text>,
}

/// An event is recorded if one of the selectors selects it.
#[derive(Clone, Debug)]
pub struct EventSelector {
    pub span: Option<Span>,
    pub exists: Truth,
    pub events: SelectedEvents,
}

#[derive(Clone, Debug)]
pub enum SelectedEvents {
    Basic {
        /// `All` when absent, `ReadOnly`, `WriteOnly`.
        read_write: Setting<Text>,
        /// Included when absent.
        management: Setting<bool>,
    },
    /// All the fields must fit.
    Advanced {
        fields: Vec<FieldSelector>,
        /// There may be fields that are not listed.
        open: Option<Why>,
    },
}

/// What a field of an event must be, and must not be.
#[derive(Clone, Debug)]
pub struct FieldSelector {
    pub span: Option<Span>,
    pub exists: Truth,
    /// `eventCategory`, `readOnly`, `eventSource` and the like.
    pub field: Setting<Text>,
    pub tests: Vec<FieldTest>,
}

#[derive(Clone, Debug)]
pub struct FieldTest {
    pub operator: FieldOperator,
    pub values: Vec<Text>,
    /// There may be values that are not listed.
    pub open: Option<Why>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldOperator {
    pub negated: bool,
    pub end: FieldEnd,
}

/// What a value is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldEnd {
    Whole,
    Start,
    End,
}

impl FieldOperator {
    pub const ALL: [FieldOperator; 6] = [
        FieldOperator { negated: false, end: FieldEnd::Whole },
        FieldOperator { negated: true, end: FieldEnd::Whole },
        FieldOperator { negated: false, end: FieldEnd::Start },
        FieldOperator { negated: true, end: FieldEnd::Start },
        FieldOperator { negated: false, end: FieldEnd::End },
        FieldOperator { negated: true, end: FieldEnd::End },
    ];
}
