//! A value that may be set, absent (AWS's default applies) or unknown, and the place it was set.

use crate::{Span, Truth, Why};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<T> {
    Set(T),
    /// Not given, or null: the default of AWS or of the provider applies.
    Absent,
    Unknown(Why),
}

impl<T> Known<T> {
    pub fn set(&self) -> Option<&T> {
        match self {
            Known::Set(value) => Some(value),
            _ => None,
        }
    }

    pub fn why(&self) -> Option<&Why> {
        match self {
            Known::Unknown(why) => Some(why),
            _ => None,
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Known::Absent)
    }

    pub fn as_ref(&self) -> Known<&T> {
        match self {
            Known::Set(value) => Known::Set(value),
            Known::Absent => Known::Absent,
            Known::Unknown(why) => Known::Unknown(why.clone()),
        }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Known<U> {
        self.and_then(|value| Known::Set(f(value)))
    }

    pub fn and_then<U>(self, f: impl FnOnce(T) -> Known<U>) -> Known<U> {
        match self {
            Known::Set(value) => f(value),
            Known::Absent => Known::Absent,
            Known::Unknown(why) => Known::Unknown(why),
        }
    }
}

impl Known<bool> {
    /// The truth of a switch whose default is given.
    pub fn truth(&self, default: bool) -> Truth {
        match self {
            Known::Set(value) => Truth::from(*value),
            Known::Absent => Truth::from(default),
            Known::Unknown(why) => Truth::Unknown(why.clone()),
        }
    }
}

/// An argument: its value, and the place of the whole argument where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    pub value: Known<T>,
    pub span: Option<Span>,
}

impl<T> Setting<T> {
    pub fn absent() -> Setting<T> {
        Setting { value: Known::Absent, span: None }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Setting<U> {
        Setting { value: self.value.map(f), span: self.span }
    }

    pub fn set(&self) -> Option<&T> {
        self.value.set()
    }
}

impl<T> Default for Setting<T> {
    fn default() -> Setting<T> {
        Setting::absent()
    }
}
