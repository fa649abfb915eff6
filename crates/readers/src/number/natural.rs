//! Natural numbers of any size, for arithmetic that must not round before it is told to.

use std::cmp::Ordering;

/// The limbs, the lowest first, without zeros at the high end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Natural(Vec<u64>);

/// The largest power of ten in a limb, and its exponent.
const CHUNK: (u64, usize) = (10_000_000_000_000_000_000, 19);

impl Natural {
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub fn is_odd(&self) -> bool {
        self.0.first().is_some_and(|limb| limb & 1 == 1)
    }

    /// The position of the highest bit that is set, counted from one.
    pub fn bits(&self) -> u32 {
        let limbs = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.last().map_or(0, |high| limbs.saturating_mul(64) - high.leading_zeros())
    }

    pub fn trailing_zeros(&self) -> u32 {
        let mut zeros = 0;
        for limb in &self.0 {
            zeros += limb.trailing_zeros();
            if *limb != 0 {
                break;
            }
        }
        zeros
    }

    pub fn bit(&self, at: u32) -> bool {
        self.0.get((at / 64) as usize).is_some_and(|limb| limb >> (at % 64) & 1 == 1)
    }

    pub fn to_u64(&self) -> Option<u64> {
        match self.0.as_slice() {
            [] => Some(0),
            [limb] => Some(*limb),
            _ => None,
        }
    }

    fn trimmed(mut limbs: Vec<u64>) -> Natural {
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        Natural(limbs)
    }

    pub fn shl(&self, by: u32) -> Natural {
        if self.is_zero() {
            return Natural::default();
        }
        let bits = by % 64;
        let mut limbs = vec![0; (by / 64) as usize];
        let mut carry = 0;
        for limb in &self.0 {
            let wide = u128::from(*limb) << bits | carry;
            limbs.push(low(wide));
            carry = wide >> 64;
        }
        limbs.push(low(carry));
        Natural::trimmed(limbs)
    }

    pub fn shr(&self, by: u32) -> Natural {
        let bits = by % 64;
        let mut limbs: Vec<u64> = self.0.iter().skip((by / 64) as usize).copied().collect();
        let mut carry = 0;
        for limb in limbs.iter_mut().rev() {
            let wide = (carry << 64) | u128::from(*limb);
            carry = u128::from(*limb) & ((1 << bits) - 1);
            *limb = low(wide >> bits);
        }
        Natural::trimmed(limbs)
    }

    pub fn add(&self, other: &Natural) -> Natural {
        let (long, short) = if self.0.len() < other.0.len() { (other, self) } else { (self, other) };
        let mut limbs = Vec::with_capacity(long.0.len() + 1);
        let mut carry = 0;
        let mut others = short.0.iter();
        for limb in &long.0 {
            let sum = u128::from(*limb) + u128::from(others.next().copied().unwrap_or(0)) + carry;
            limbs.push(low(sum));
            carry = sum >> 64;
        }
        limbs.push(low(carry));
        Natural::trimmed(limbs)
    }

    /// The difference; zero where `other` is the larger one.
    pub fn sub(&self, other: &Natural) -> Natural {
        let mut limbs = Vec::with_capacity(self.0.len());
        let mut borrow = false;
        let mut others = other.0.iter();
        for limb in &self.0 {
            let (rest, a) = limb.overflowing_sub(others.next().copied().unwrap_or(0));
            let (rest, b) = rest.overflowing_sub(u64::from(borrow));
            borrow = a || b;
            limbs.push(rest);
        }
        if borrow || others.next().is_some() { Natural::default() } else { Natural::trimmed(limbs) }
    }

    pub fn mul(&self, other: &Natural) -> Natural {
        let mut limbs = vec![0_u64; self.0.len() + other.0.len()];
        for (i, a) in self.0.iter().enumerate() {
            let mut carry = 0;
            let mut slots = limbs.iter_mut().skip(i);
            for (b, slot) in other.0.iter().zip(slots.by_ref()) {
                let wide = u128::from(*a) * u128::from(*b) + u128::from(*slot) + carry;
                *slot = low(wide);
                carry = wide >> 64;
            }
            if let Some(slot) = slots.next() {
                *slot = low(carry);
            }
        }
        Natural::trimmed(limbs)
    }

    /// `10^exponent`.
    pub fn power_of_ten(exponent: u32) -> Natural {
        let mut result = Natural::from(1);
        for _ in 0..exponent {
            result = result.mul(&Natural::from(10));
        }
        result
    }

    /// Quotient and remainder. Division by zero gives zero and the number itself.
    pub fn div_rem(&self, by: &Natural) -> (Natural, Natural) {
        if let Some(small) = by.to_u64().filter(|small| *small != 0) {
            let (quotient, rest) = self.div_rem_small(small);
            return (quotient, Natural::from(u128::from(rest)));
        }
        let mut quotient = vec![0_u64; self.0.len()];
        let mut rest = Natural::default();
        for at in (0..self.bits()).rev() {
            rest = rest.shl(1).add(&Natural::from(u128::from(self.bit(at))));
            if !by.is_zero() && rest >= *by {
                rest = rest.sub(by);
                if let Some(limb) = quotient.get_mut((at / 64) as usize) {
                    *limb |= 1 << (at % 64);
                }
            }
        }
        (Natural::trimmed(quotient), rest)
    }

    fn div_rem_small(&self, by: u64) -> (Natural, u64) {
        let mut limbs = self.0.clone();
        let mut rest = 0;
        for limb in limbs.iter_mut().rev() {
            let wide = rest << 64 | u128::from(*limb);
            *limb = low(wide / u128::from(by));
            rest = wide % u128::from(by);
        }
        (Natural::trimmed(limbs), low(rest))
    }

    /// Decimal digits; none for zero.
    pub fn digits(&self) -> String {
        let mut chunks = Vec::new();
        let mut rest = self.clone();
        while !rest.is_zero() {
            let (quotient, chunk) = rest.div_rem_small(CHUNK.0);
            chunks.push(chunk);
            rest = quotient;
        }
        let mut text = String::new();
        for chunk in chunks.iter().rev() {
            let width = if text.is_empty() { 0 } else { CHUNK.1 };
            text.push_str(&format!("{chunk:0width$}"));
        }
        text
    }

    /// The number that the characters `0` to `9` in `digits` spell.
    pub fn from_digits(digits: impl Iterator<Item = char>) -> Natural {
        let mut result = Natural::default();
        for digit in digits.filter_map(|c| c.to_digit(10)) {
            result = result.mul(&Natural::from(10)).add(&Natural::from(u128::from(digit)));
        }
        result
    }

    /// The digits for a base that is a power of two: `shift` bits a digit.
    pub fn digits_of(&self, shift: u32) -> String {
        let mut text: Vec<char> = Vec::new();
        let mut rest = self.clone();
        while !rest.is_zero() {
            let digit = rest.0.first().copied().unwrap_or(0) & ((1 << shift) - 1);
            text.extend(u32::try_from(digit).ok().and_then(|digit| char::from_digit(digit, 16)));
            rest = rest.shr(shift);
        }
        if text.is_empty() {
            text.push('0');
        }
        text.iter().rev().collect()
    }
}

fn low(wide: u128) -> u64 {
    (wide & u128::from(u64::MAX)) as u64
}

impl From<u128> for Natural {
    fn from(value: u128) -> Natural {
        Natural::trimmed(vec![low(value), low(value >> 64)])
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Natural) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Natural) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Natural {
        Natural::from_digits(text.chars())
    }

    #[test]
    fn arithmetic_undoes_itself() {
        let (a, b) = (number("340282366920938463463374607431768211457"), number("18446744073709551629"));
        let product = a.mul(&b);
        assert_eq!(product.div_rem(&b), (a.clone(), Natural::default()));
        assert_eq!(product.add(&number("5")).div_rem(&a), (b.clone(), number("5")));
        assert_eq!(a.add(&b).sub(&b), a);
        assert_eq!(a.shl(77).shr(77), a);
        assert_eq!(b.sub(&a), Natural::default());
    }

    #[test]
    fn digits() {
        let text = "100000000000000000000000000000000000000000000000001";
        assert_eq!(number(text).digits(), text);
        assert_eq!(number("255").digits_of(4), "ff");
        assert_eq!(number("256").digits_of(1), "100000000");
        assert_eq!(Natural::default().digits_of(3), "0");
        assert_eq!(number("8").trailing_zeros(), 3);
    }
}
