//! Condition operators by name, and how each compares one value of the request with one of the
//! policy.

use crate::date;
use crate::matching::{covers, covers_arn, equals, lowercase};
use crate::variables::Scope;
use ipnet::IpNet;
use known::{Case, Text, Truth, Why};
use std::net::IpAddr;

/// `ForAnyValue:StringNotLikeIfExists`, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operator {
    pub set: Option<Set>,
    pub kind: Kind,
    /// The policy lists what must not be.
    pub negated: bool,
    pub if_exists: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Set {
    All,
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
    Bool,
    Binary,
    Ip,
    Numeric(Order),
    Date(Order),
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

const NAMES: [(&str, Kind, bool); 27] = [
    ("StringEquals", Kind::Equals, false),
    ("StringNotEquals", Kind::Equals, true),
    ("StringEqualsIgnoreCase", Kind::EqualsIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", Kind::EqualsIgnoreCase, true),
    ("StringLike", Kind::Like, false),
    ("StringNotLike", Kind::Like, true),
    ("NumericEquals", Kind::Numeric(Order::Equal), false),
    ("NumericNotEquals", Kind::Numeric(Order::Equal), true),
    ("NumericLessThan", Kind::Numeric(Order::Less), false),
    ("NumericLessThanEquals", Kind::Numeric(Order::LessOrEqual), false),
    ("NumericGreaterThan", Kind::Numeric(Order::Greater), false),
    ("NumericGreaterThanEquals", Kind::Numeric(Order::GreaterOrEqual), false),
    ("DateEquals", Kind::Date(Order::Equal), false),
    ("DateNotEquals", Kind::Date(Order::Equal), true),
    ("DateLessThan", Kind::Date(Order::Less), false),
    ("DateLessThanEquals", Kind::Date(Order::LessOrEqual), false),
    ("DateGreaterThan", Kind::Date(Order::Greater), false),
    ("DateGreaterThanEquals", Kind::Date(Order::GreaterOrEqual), false),
    ("Bool", Kind::Bool, false),
    ("BinaryEquals", Kind::Binary, false),
    ("IpAddress", Kind::Ip, false),
    ("NotIpAddress", Kind::Ip, true),
    // AWS documents both forms of the ARN operators as the same.
    ("ArnEquals", Kind::Arn, false),
    ("ArnLike", Kind::Arn, false),
    ("ArnNotEquals", Kind::Arn, true),
    ("ArnNotLike", Kind::Arn, true),
    ("Null", Kind::Null, false),
];

/// The names of all operators.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, ..)| *name)
}

impl Operator {
    /// `None`: AWS refuses a policy with this operator.
    pub(crate) fn parse(name: &str) -> Option<Operator> {
        let name = name.to_ascii_lowercase();
        let (set, base) = match name.split_once(':') {
            Some(("forallvalues", base)) => (Some(Set::All), base),
            Some(("foranyvalue", base)) => (Some(Set::Any), base),
            Some(_) => return None,
            None => (None, name.as_str()),
        };
        let (base, if_exists) = match base.strip_suffix("ifexists") {
            Some(base) => (base, true),
            None => (base, false),
        };
        let (_, kind, negated) = NAMES.iter().find(|(name, ..)| name.eq_ignore_ascii_case(base))?;
        if *kind == Kind::Null && (if_exists || set.is_some()) {
            return None;
        }
        Some(Operator { set, kind: *kind, negated: *negated, if_exists })
    }
}

impl Kind {
    /// Whether `value` of the request is what `written` names; negation is the caller's business.
    /// `Null` compares no values.
    pub(crate) fn matches(self, value: &Text, written: &Text, scope: &Scope) -> Truth {
        match self {
            Kind::Equals => equals(written, value, scope, Case::Sensitive),
            Kind::EqualsIgnoreCase => {
                equals(&lowercase(written), &lowercase(value), scope, Case::Insensitive)
            }
            Kind::Like => covers(written, value, scope, Case::Sensitive),
            Kind::Arn => covers_arn(written, value, scope),
            Kind::Binary => written.equals(value),
            Kind::Bool => parsed(value, written, boolean, "a boolean", |a, b| a == b),
            Kind::Numeric(order) => parsed(value, written, number, "a number", |a, b| order.holds(a, b)),
            Kind::Date(order) => parsed(value, written, date::parse, "a date", |a, b| order.holds(a, b)),
            Kind::Ip => address_in(value, written),
            Kind::Null => Truth::Unknown(Why::new("`Null` compares no values")),
        }
    }
}

impl Order {
    fn holds<T: PartialOrd>(self, value: &T, limit: &T) -> bool {
        match self {
            Order::Equal => value == limit,
            Order::Less => value < limit,
            Order::LessOrEqual => value <= limit,
            Order::Greater => value > limit,
            Order::GreaterOrEqual => value >= limit,
        }
    }
}

/// A value of the request that is not of the type matches nothing; AWS refuses a policy with one.
fn parsed<T>(
    value: &Text,
    written: &Text,
    parse: fn(&str) -> Option<T>,
    what: &str,
    holds: impl Fn(&T, &T) -> bool,
) -> Truth {
    let value = value.known().map(|text| parse(&text)).ok_or_else(|| value.why());
    if let Ok(None) = value {
        return Truth::No;
    }
    let limit = match written.known() {
        Some(text) => match parse(&text) {
            Some(limit) => Ok(limit),
            None => return refused(written, what),
        },
        None => Err(written.why()),
    };
    match (value, limit) {
        (Ok(Some(value)), Ok(limit)) => Truth::from(holds(&value, &limit)),
        (Err(why), _) | (_, Err(why)) => {
            Truth::Unknown(why.unwrap_or_else(|| Why::new("a value is not known")))
        }
        (Ok(None), Ok(_)) => Truth::No,
    }
}

fn refused(written: &Text, what: &str) -> Truth {
    Truth::Unknown(Why::new(format!("`{written}` is not {what}, AWS refuses the policy")))
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Whole numbers are compared exactly up to 2⁵³, far beyond any key that AWS has.
fn number(text: &str) -> Option<f64> {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    let text = text.trim();
    if text.chars().all(plain) { text.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
}

fn address_in(value: &Text, written: &Text) -> Truth {
    // A single address is a range of one, so both sides have one type.
    let range = |text: &str| {
        let address = text.parse::<IpAddr>().ok().map(IpNet::from);
        address.or_else(|| text.parse::<IpNet>().ok())
    };
    parsed(value, written, range, "an IP address or range", |a, b| b.contains(&a.addr()))
}
