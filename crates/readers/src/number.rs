//! Numbers as Terraform keeps them: binary, rounded to 512 bits, written with the fewest digits
//! that tell them apart. What is out of range is `None`, and the value becomes unknown.

mod decimal;
mod float;
mod natural;

use decimal::Decimal;
use float::Float;
use natural::Natural;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The bits that a number keeps that is written in a configuration.
const PRECISION: u16 = 512;
/// The bits that a number keeps that Terraform has counted.
const COUNTED: u16 = 64;
/// Powers of ten beyond which Terraform itself rounds twice; and longer ones nobody means.
const MAX_EXPONENT: i64 = 240;
const MAX_DIGITS: usize = 400;

/// Ordered and equal by value; `same` is what `==` of Terraform says.
#[derive(Clone)]
pub struct Number(Repr);

#[derive(Clone)]
enum Repr {
    /// Every whole number that fits is kept like this, except for the negative zero.
    Small {
        value: i64,
        precision: u16,
    },
    Large(Arc<Float>),
}

impl Number {
    pub fn integer(value: i128) -> Number {
        match i64::try_from(value) {
            Ok(value) => Number(Repr::Small { value, precision: PRECISION }),
            Err(_) => {
                let mantissa = Natural::from(value.unsigned_abs());
                let zeros = mantissa.trailing_zeros();
                let exponent = i32::try_from(zeros).unwrap_or(0);
                let mantissa = mantissa.shr(zeros);
                let float = Float { negative: value < 0, mantissa, exponent, precision: PRECISION };
                Number(Repr::Large(Arc::new(float)))
            }
        }
    }

    /// A number of items, an index: what Terraform keeps in 64 bits.
    pub fn count(value: usize) -> Number {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        Number(Repr::Small { value, precision: COUNTED })
    }

    /// A number that Terraform computes in machine floats.
    pub fn from_f64(value: f64) -> Option<Number> {
        Float::from_f64(value).map(Number::from)
    }

    /// Decimal digits with an optional point and exponent. `None` also where it is out of range.
    pub fn parse(text: &str) -> Option<Number> {
        let written = Written::read(text)?;
        let whole = written.fraction.is_empty() && written.exponent == 0;
        if let Some(value) = text.parse::<i64>().ok().filter(|value| whole && *value != 0) {
            return Some(Number(Repr::Small { value, precision: PRECISION }));
        }
        if written.whole.len() + written.fraction.len() > MAX_DIGITS {
            return None;
        }
        let mantissa = Natural::from_digits(written.whole.chars().chain(written.fraction.chars()));
        let tens = if written.binary { 0 } else { written.exponent };
        let twos = if written.binary { written.exponent } else { 0 };
        let tens = tens.checked_sub(i64::try_from(written.fraction.len()).ok()?)?;
        if tens.abs() > MAX_EXPONENT || twos.abs() > MAX_EXPONENT {
            return None;
        }
        let power = Natural::power_of_ten(u32::try_from(tens.unsigned_abs()).ok()?);
        let float = if tens >= 0 {
            Float::rounded(written.negative, mantissa.mul(&power), twos, false, PRECISION)
        } else {
            let shift = u32::from(PRECISION) + 2 + power.bits();
            let (quotient, rest) = mantissa.shl(shift).div_rem(&power);
            let exponent = twos - i64::from(shift);
            Float::rounded(written.negative, quotient, exponent, !rest.is_zero(), PRECISION)
        };
        float.map(Number::from)
    }

    /// Whether Terraform reads the text as a number, be it in our range or not.
    pub fn is_number(text: &str) -> bool {
        Written::read(text).is_some()
    }

    /// The digits of a whole number in a base up to 62, where large letters follow on small ones
    /// above 36.
    pub fn parse_radix(text: &str, radix: u32) -> Option<Number> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if digits.is_empty() || digits.len() > MAX_DIGITS {
            return None;
        }
        let mut result = Natural::default();
        for c in digits.chars() {
            let digit = match c {
                'A'..='Z' if radix > 36 => u32::from(c) - u32::from('A') + 36,
                _ => c.to_digit(36)?,
            };
            if digit >= radix {
                return None;
            }
            result = result.mul(&Natural::from(u128::from(radix))).add(&Natural::from(u128::from(digit)));
        }
        let precision = u16::try_from(result.bits()).ok()?.max(COUNTED);
        // A whole zero has no sign.
        let negative = negative && !result.is_zero();
        Float::rounded(negative, result, 0, false, precision).map(Number::from)
    }

    fn float(&self) -> Option<Float> {
        match &self.0 {
            Repr::Small { value, precision } => Float::from_i64(*value, *precision),
            Repr::Large(float) => Some(float.as_ref().clone()),
        }
    }

    /// Both as machine integers, where the result of whole arithmetic cannot need rounding.
    fn small(&self, other: &Number) -> Option<(i64, i64, u16)> {
        match (&self.0, &other.0) {
            (Repr::Small { value: a, precision: p }, Repr::Small { value: b, precision: q }) => {
                Some((*a, *b, *p.max(q))).filter(|(_, _, precision)| *precision >= COUNTED)
            }
            _ => None,
        }
    }

    pub fn add(&self, other: &Number) -> Option<Number> {
        if let Some((a, b, precision)) = self.small(other)
            && let Some(value) = a.checked_add(b)
        {
            return Some(Number(Repr::Small { value, precision }));
        }
        self.float()?.add(&other.float()?).map(Number::from)
    }

    pub fn sub(&self, other: &Number) -> Option<Number> {
        if let Some((a, b, precision)) = self.small(other)
            && let Some(value) = a.checked_sub(b)
        {
            return Some(Number(Repr::Small { value, precision }));
        }
        self.float()?.add(&other.float()?.negated()).map(Number::from)
    }

    pub fn mul(&self, other: &Number) -> Option<Number> {
        if let Some((a, b, precision)) = self.small(other)
            && let Some(value) = a.checked_mul(b).filter(|value| *value != 0)
        {
            return Some(Number(Repr::Small { value, precision }));
        }
        self.float()?.mul(&other.float()?).map(Number::from)
    }

    /// `None` for a division by zero too.
    pub fn div(&self, other: &Number) -> Option<Number> {
        self.float()?.div(&other.float()?).map(Number::from)
    }

    /// What is left of a division that is cut at the point. By zero, all of it, as in Terraform.
    pub fn rem(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return Some(self.clone());
        }
        if let Some((a, b, precision)) = self.small(other)
            && let Some(value) = a.checked_rem(b)
        {
            return Some(Number(Repr::Small { value, precision }));
        }
        let (a, b) = (self.float()?, other.float()?);
        let quotient = a.div(&b)?;
        let (whole, _) = quotient.whole();
        let negative = quotient.negative && !whole.is_zero();
        let whole = Float::rounded(negative, whole, 0, false, a.precision)?;
        let product = whole.mul(&b)?;
        let exponent = product.exponent.into();
        let product = Float::rounded(product.negative, product.mantissa, exponent, false, a.precision)?;
        a.add(&product.negated()).map(Number::from)
    }

    pub fn neg(&self) -> Option<Number> {
        self.float().map(|float| float.negated().into())
    }

    pub fn abs(&self) -> Number {
        if self.is_negative() { self.neg().unwrap_or_else(|| self.clone()) } else { self.clone() }
    }

    pub fn floor(&self) -> Option<Number> {
        self.to_whole(true)
    }

    pub fn ceil(&self) -> Option<Number> {
        self.to_whole(false)
    }

    /// The nearest whole number towards minus infinity, or towards plus infinity.
    fn to_whole(&self, down: bool) -> Option<Number> {
        let Repr::Large(float) = &self.0 else { return Some(self.clone()) };
        let (whole, fraction) = float.whole();
        let away = fraction && float.negative == down;
        let size = if away { whole.add(&Natural::from(1)) } else { whole };
        let negative = float.negative && !size.is_zero();
        Float::rounded(negative, size, 0, false, float.precision).map(Number::from)
    }

    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Repr::Small { value, .. } => *value == 0,
            Repr::Large(float) => float.mantissa.is_zero(),
        }
    }

    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small { value, .. } => *value < 0,
            Repr::Large(float) => float.negative,
        }
    }

    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Repr::Small { .. } => true,
            Repr::Large(float) => float.exponent >= 0,
        }
    }

    /// The number if it is whole and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { value, .. } => Some(*value),
            Repr::Large(float) => float.to_i64(),
        }
    }

    /// The nearest machine float.
    pub fn to_f64(&self) -> Option<f64> {
        self.float()?.to_f64()
    }

    /// What Terraform's `==` says: numbers are equal that are written alike.
    pub fn same(&self, other: &Number) -> bool {
        if self.is_exact() && other.is_exact() {
            return self == other;
        }
        self.is_zero() && other.is_zero() || self.to_string() == other.to_string()
    }

    /// A whole number with no more digits than its precision can tell apart.
    fn is_exact(&self) -> bool {
        match &self.0 {
            Repr::Small { value, precision } => *precision >= COUNTED || value.unsigned_abs() <= 1 << 53,
            Repr::Large(_) => false,
        }
    }

    fn decimal(&self, shortest: bool) -> Decimal {
        let zero = Float { negative: false, mantissa: Natural::default(), exponent: 0, precision: COUNTED };
        let float = self.float().unwrap_or(zero);
        if shortest { Decimal::shortest(&float) } else { Decimal::of(&float) }
    }

    /// Without sign: `12.50` for two places.
    pub fn fixed(&self, places: usize) -> String {
        self.decimal(false).plain(Some(places))
    }

    /// Without sign: `1.25e+01` for two places.
    pub fn scientific(&self, places: usize, e: char) -> String {
        self.decimal(false).scientific(Some(places), e)
    }

    /// Without sign: as short as it gets, or to a number of digits.
    pub fn general(&self, digits: Option<usize>, e: char) -> String {
        self.decimal(digits.is_none()).general(digits, e)
    }

    /// Digits of a whole number, without sign, in base 2, 8, 10 or 16.
    pub fn radix(&self, radix: u32) -> Option<String> {
        let (whole, fraction) = self.float()?.whole();
        match (fraction, radix) {
            (true, _) => None,
            (false, 2) => Some(whole.digits_of(1)),
            (false, 8) => Some(whole.digits_of(3)),
            (false, 16) => Some(whole.digits_of(4)),
            (false, _) if whole.is_zero() => Some("0".to_owned()),
            (false, _) => Some(whole.digits()),
        }
    }
}

/// The parts of a number as text.
struct Written<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
    /// The exponent is one of two.
    binary: bool,
}

impl Written<'_> {
    fn read(text: &str) -> Option<Written<'_>> {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let at = rest.find(['e', 'E', 'p', 'P']).unwrap_or(rest.len());
        let (mantissa, tail) = rest.split_at_checked(at)?;
        let exponent = match tail.get(1..) {
            None => 0,
            Some(exponent) => {
                let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
                if unsigned.is_empty() || !digits(unsigned) {
                    return None;
                }
                exponent.parse().unwrap_or(i64::MAX / 2)
            }
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let some = !whole.is_empty() || !fraction.is_empty();
        let valid = some && digits(whole) && digits(fraction);
        let binary = tail.starts_with(['p', 'P']);
        valid.then_some(Written { negative, whole, fraction, exponent, binary })
    }
}

impl From<Float> for Number {
    fn from(float: Float) -> Number {
        let negative_zero = float.negative && float.mantissa.is_zero();
        match float.to_i64().filter(|_| !negative_zero) {
            Some(value) => Number(Repr::Small { value, precision: float.precision }),
            None => Number(Repr::Large(Arc::new(float))),
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        if let (Repr::Small { value: a, .. }, Repr::Small { value: b, .. }) = (&self.0, &other.0) {
            return a.cmp(b);
        }
        match (self.float(), other.float()) {
            (Some(a), Some(b)) => a.compare(&b),
            _ => Ordering::Equal,
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Small { value, .. } => value.hash(state),
            Repr::Large(float) if float.mantissa.is_zero() => 0_i64.hash(state),
            Repr::Large(float) => (float.negative, float.exponent).hash(state),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small { value, .. } if self.is_exact() => write!(f, "{value}"),
            _ => {
                f.write_str(if self.is_negative() { "-" } else { "" })?;
                f.write_str(&self.decimal(true).plain(None))
            }
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    fn check(got: Option<Number>, expected: &str) {
        assert_eq!(got.map(|number| number.to_string()).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_written_comes_back() {
        for (text, expected) in [
            ("0.1", "0.1"),
            ("1.50", "1.5"),
            ("1e5", "100000"),
            ("1E-5", "0.00001"),
            ("-0", "-0"),
            (".5", "0.5"),
            ("5.", "5"),
            ("+7", "7"),
            ("1p3", "8"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("9223372036854775808", "9223372036854775808"),
        ] {
            check(Number::parse(text), expected);
        }
        for text in ["", " 5", "1e", "0x1f", "inf", "1_000", "e5", ".", "1.2.3", "--1"] {
            assert!(!Number::is_number(text), "{text}");
        }
        assert!(Number::is_number("1e999999999999999999999") && Number::parse("1e999").is_none());
    }

    #[test]
    fn arithmetic_rounds_as_terraform_does() {
        check(number("0.1").add(&number("0.2")), "0.3");
        let ones = format!("1.21{}1", "0".repeat(151));
        check(number("1.1").mul(&number("1.1")), &ones);
        let third = format!("0.{}5", "3".repeat(154));
        check(number("1").div(&number("3")), &third);
        check(number("10").div(&number("4")), "2.5");
        check(Number::from_f64(2_f64.powi(62)), "4611686018427388000");
        check(Number::count(1).div(&Number::count(3)), "0.33333333333333333334");
        check(number("-7").rem(&number("3")), "-1");
        check(number("5").rem(&number("0")), "5");
        check(number("0").mul(&number("-1")), "-0");
        check(number("9223372036854775807").add(&number("1")), "9223372036854775808");
        assert!(number("1").div(&number("0")).is_none());
    }

    #[test]
    fn whole_numbers() {
        check(number("-1.2").floor(), "-2");
        check(number("-0.5").ceil(), "0");
        check(number("10").div(&number("3")).and_then(|n| n.floor()), "3");
        check(Number::parse_radix("zZ", 62), "2231");
        assert!(Number::parse_radix("8", 8).is_none());
        assert_eq!(number("1e3").to_i64(), Some(1000));
        assert_eq!(number("1.5").to_i64(), None);
        assert_eq!(number("1e30").radix(16).as_deref(), Some("c9f2c9cd04674edea40000000"));
    }

    #[test]
    fn equality_is_by_writing_and_order_by_value() {
        let machine = Number::from_f64(0.1).unwrap();
        assert!(machine.same(&number("0.1")) && machine != number("0.1"));
        assert!(number("-0").same(&number("0")));
        assert!(number("-1.5") < number("-1.25") && number("2") > number("-3"));
    }

    #[test]
    fn formats() {
        assert_eq!(number("3.14159").fixed(3), "3.142");
        assert_eq!(number("0.05").fixed(1), "0.1");
        assert_eq!(number("2.5").fixed(0), "2");
        assert_eq!(number("12345.678").scientific(6, 'e'), "1.234568e+04");
        assert_eq!(number("1000000").general(None, 'e'), "1e+06");
        assert_eq!(number("1234.5").general(Some(3), 'e'), "1.23e+03");
    }
}
