//! Numbers as exact decimals, so that `0.1 + 0.2` is `0.3` as in Terraform. What does not fit is
//! not rounded: the operation gives `None`, and the value becomes unknown.

use std::fmt;

/// `digits / 10^scale`, without trailing zeros in the fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    digits: i128,
    scale: u32,
}

impl Number {
    pub fn integer(value: i128) -> Number {
        Number { digits: value, scale: 0 }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.digits)
    }
}
