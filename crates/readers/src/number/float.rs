//! Binary floats that round to a given number of bits, half to even: what Terraform computes with.

use super::natural::Natural;
use std::cmp::Ordering;

/// `±mantissa * 2^exponent`. The mantissa is odd, or zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Float {
    pub negative: bool,
    pub mantissa: Natural,
    pub exponent: i32,
    pub precision: u16,
}

/// Beyond this many binary places in either direction a number is not followed.
const RANGE: i32 = 2_000;

impl Float {
    /// `inexact` says that a nonzero rest lies below the mantissa. `None` out of range.
    pub fn rounded(
        negative: bool,
        mantissa: Natural,
        exponent: i64,
        inexact: bool,
        precision: u16,
    ) -> Option<Float> {
        let excess = mantissa.bits().saturating_sub(precision.into());
        let mut kept = mantissa.shr(excess);
        if excess > 0 && mantissa.bit(excess - 1) {
            let above_half = inexact || mantissa.trailing_zeros() < excess - 1;
            if above_half || kept.is_odd() {
                kept = kept.add(&Natural::from(1));
            }
        }
        let zeros = kept.trailing_zeros();
        let exponent = if kept.is_zero() { 0 } else { exponent + i64::from(excess) + i64::from(zeros) };
        let exponent = i32::try_from(exponent).ok().filter(|exponent| exponent.abs() <= RANGE)?;
        Some(Float { negative, mantissa: kept.shr(zeros), exponent, precision })
    }

    pub fn from_i64(value: i64, precision: u16) -> Option<Float> {
        let mantissa = Natural::from(u128::from(value.unsigned_abs()));
        Float::rounded(value < 0, mantissa, 0, false, precision)
    }

    pub fn from_f64(value: f64) -> Option<Float> {
        if !value.is_finite() {
            return None;
        }
        let bits = value.to_bits();
        let (field, fraction) = (bits >> 52 & 0x7ff, bits & ((1 << 52) - 1));
        let (mantissa, exponent) = if field == 0 { (fraction, 1) } else { (fraction | 1 << 52, field) };
        let exponent = i64::try_from(exponent).ok()? - 1075;
        Float::rounded(value.is_sign_negative(), Natural::from(u128::from(mantissa)), exponent, false, 53)
    }

    pub fn to_f64(&self) -> Option<f64> {
        let near = Float::rounded(self.negative, self.mantissa.clone(), self.exponent.into(), false, 53)?;
        let size = near.mantissa.to_u64()? as f64 * 2_f64.powi(near.exponent);
        Some(if self.negative { -size } else { size })
    }

    /// The number if it is whole and fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.exponent < 0 {
            return None;
        }
        let size = self.mantissa.shl(u32::try_from(self.exponent).ok()?).to_u64()?;
        let signed = if self.negative { -i128::from(size) } else { i128::from(size) };
        i64::try_from(signed).ok()
    }

    /// Both mantissas for one exponent.
    fn aligned(&self, other: &Float) -> (Natural, Natural, i32) {
        let exponent = self.exponent.min(other.exponent);
        let shift = |float: &Float| float.mantissa.shl(float.exponent.abs_diff(exponent));
        (shift(self), shift(other), exponent)
    }

    pub fn add(&self, other: &Float) -> Option<Float> {
        let (a, b, exponent) = self.aligned(other);
        let precision = self.precision.max(other.precision);
        let (negative, sum) = match (self.negative == other.negative, a.cmp(&b)) {
            (true, _) => (self.negative, a.add(&b)),
            (false, Ordering::Less) => (other.negative, b.sub(&a)),
            (false, Ordering::Equal) => (false, Natural::default()),
            (false, Ordering::Greater) => (self.negative, a.sub(&b)),
        };
        Float::rounded(negative, sum, exponent.into(), false, precision)
    }

    /// Terraform rounds a product only where more than `512` bits would be needed.
    pub fn mul(&self, other: &Float) -> Option<Float> {
        let precision = self.precision.max(other.precision);
        let exponent = i64::from(self.exponent) + i64::from(other.exponent);
        let negative = self.negative != other.negative;
        let mut product =
            Float::rounded(negative, self.mantissa.mul(&other.mantissa), exponent, false, super::PRECISION)?;
        product.precision = precision.max(u16::try_from(product.mantissa.bits()).ok()?);
        Some(product)
    }

    pub fn div(&self, other: &Float) -> Option<Float> {
        if other.mantissa.is_zero() {
            return None;
        }
        let precision = self.precision.max(other.precision);
        let shift = u32::from(precision) + 2 + other.mantissa.bits();
        let (quotient, rest) = self.mantissa.shl(shift).div_rem(&other.mantissa);
        let exponent = i64::from(self.exponent) - i64::from(other.exponent) - i64::from(shift);
        Float::rounded(self.negative != other.negative, quotient, exponent, !rest.is_zero(), precision)
    }

    pub fn negated(&self) -> Float {
        Float { negative: !self.negative, ..self.clone() }
    }

    /// What lies before the point, and whether anything lies behind it.
    pub fn whole(&self) -> (Natural, bool) {
        let by = self.exponent.unsigned_abs();
        if self.exponent >= 0 {
            (self.mantissa.shl(by), false)
        } else {
            (self.mantissa.shr(by), !self.mantissa.is_zero())
        }
    }

    pub fn compare(&self, other: &Float) -> Ordering {
        let (a, b, _) = self.aligned(other);
        let sign = |float: &Float| match (float.mantissa.is_zero(), float.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        sign(self).cmp(&sign(other)).then_with(|| if self.negative { b.cmp(&a) } else { a.cmp(&b) })
    }
}
