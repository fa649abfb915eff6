//! Three-valued truth after Kleene. It does not convert to `bool`, so that nobody can negate an
//! unknown by accident.

use crate::Why;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    Yes,
    No,
    Unknown(Why),
}

impl Truth {
    pub fn is_yes(&self) -> bool {
        matches!(self, Truth::Yes)
    }

    pub fn is_no(&self) -> bool {
        matches!(self, Truth::No)
    }

    pub fn why(&self) -> Option<&Why> {
        match self {
            Truth::Unknown(why) => Some(why),
            _ => None,
        }
    }

    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Unknown(a), Truth::Unknown(b)) => Truth::Unknown(a.and(&b)),
            (Truth::Unknown(why), _) | (_, Truth::Unknown(why)) => Truth::Unknown(why),
            (Truth::Yes, Truth::Yes) => Truth::Yes,
        }
    }

    pub fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    #[expect(clippy::should_implement_trait, reason = "reads as `is_on.not()` beside `and` and `or`")]
    pub fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            unknown => unknown,
        }
    }

    /// `Yes` for an empty list. Stops at the first `No`.
    pub fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
        let mut result = Truth::Yes;
        for truth in truths {
            result = result.and(truth);
            if result.is_no() {
                break;
            }
        }
        result
    }

    /// `No` for an empty list. Stops at the first `Yes`.
    pub fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
        let mut result = Truth::No;
        for truth in truths {
            result = result.or(truth);
            if result.is_yes() {
                break;
            }
        }
        result
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Truth {
        if value { Truth::Yes } else { Truth::No }
    }
}
