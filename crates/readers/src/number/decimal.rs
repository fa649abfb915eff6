//! Numbers as decimal digits: the shortest ones that say which number it is, or as many as asked.

use super::float::Float;
use super::natural::Natural;

/// `0.digits * 10^point`, without zeros at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    /// All digits of `mantissa * 2^exponent`.
    fn exact(mantissa: &Natural, exponent: i32) -> Decimal {
        let by = exponent.unsigned_abs();
        let scaled = if exponent >= 0 { mantissa.shl(by) } else { mantissa.mul(&power_of_five(by)) };
        let digits: Vec<u8> = scaled.digits().bytes().map(|digit| digit - b'0').collect();
        let places = i32::try_from(digits.len()).unwrap_or(i32::MAX);
        let point = if exponent >= 0 { places } else { places.saturating_add(exponent) };
        Decimal { digits, point }.trimmed()
    }

    pub fn of(float: &Float) -> Decimal {
        Decimal::exact(&float.mantissa, float.exponent)
    }

    /// The fewest digits that no other number of the same precision is nearer to.
    pub fn shortest(float: &Float) -> Decimal {
        let exact = Decimal::of(float);
        if float.mantissa.is_zero() {
            return exact;
        }
        // One binary place more than the precision: its unit is half the distance to the neighbours.
        let shift = u32::from(float.precision) + 1 - float.mantissa.bits().min(u32::from(float.precision));
        let mantissa = float.mantissa.shl(shift);
        let exponent = float.exponent - i32::try_from(shift).unwrap_or(0);
        let lower = Decimal::exact(&mantissa.sub(&Natural::from(1)), exponent);
        let upper = Decimal::exact(&mantissa.add(&Natural::from(1)), exponent);
        // A tie goes to the even neighbour.
        let inclusive = !mantissa.bit(1);
        for (i, digit) in exact.digits.iter().enumerate() {
            let below = lower.digits.get(i).copied().unwrap_or(0);
            let above = upper.digits.get(i).copied().unwrap_or(0);
            let down = below != *digit || inclusive && i + 1 == lower.digits.len();
            let up = *digit != above && (inclusive || digit + 1 < above || i + 1 < upper.digits.len());
            match (down, up) {
                (true, true) => return exact.rounded(i + 1),
                (true, false) => return exact.cut(i + 1, false),
                (false, true) => return exact.cut(i + 1, true),
                (false, false) => {}
            }
        }
        exact
    }

    /// To `count` digits, half to even.
    fn rounded(&self, count: usize) -> Decimal {
        let up = match self.digits.get(count) {
            Some(5) if count + 1 == self.digits.len() => {
                let last = count.checked_sub(1).and_then(|last| self.digits.get(last));
                last.is_some_and(|digit| digit % 2 == 1)
            }
            Some(digit) => *digit >= 5,
            None => return self.clone(),
        };
        self.cut(count, up)
    }

    fn cut(&self, count: usize, up: bool) -> Decimal {
        let mut digits: Vec<u8> = self.digits.iter().take(count).copied().collect();
        if !up {
            return Decimal { digits, point: self.point }.trimmed();
        }
        while digits.last() == Some(&9) {
            digits.pop();
        }
        match digits.last_mut() {
            Some(last) => {
                *last += 1;
                Decimal { digits, point: self.point }
            }
            None => Decimal { digits: vec![1], point: self.point.saturating_add(1) },
        }
    }

    fn trimmed(mut self) -> Decimal {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 0;
        }
        self
    }

    fn digit(&self, at: usize) -> char {
        char::from(b'0' + self.digits.get(at).copied().unwrap_or(0))
    }

    /// `12.5`, with as many places behind the point as there are, or exactly `places`.
    pub fn plain(&self, places: Option<usize>) -> String {
        let rounded = match places {
            Some(places) => {
                let count = i64::from(self.point) + i64::try_from(places).unwrap_or(i64::MAX);
                match usize::try_from(count) {
                    Ok(count) => self.rounded(count),
                    Err(_) => Decimal { digits: Vec::new(), point: 0 },
                }
            }
            None => self.clone(),
        };
        let whole = usize::try_from(rounded.point).unwrap_or(0);
        let mut text: String = (0..whole).map(|i| rounded.digit(i)).collect();
        if text.is_empty() {
            text.push('0');
        }
        let zeros = usize::try_from(-i64::from(rounded.point)).unwrap_or(0);
        let behind = places.unwrap_or((rounded.digits.len() + zeros).saturating_sub(whole));
        if behind > 0 {
            text.push('.');
            text.extend((0..behind).map(|i| match i.checked_sub(zeros) {
                Some(i) => rounded.digit(whole + i),
                None => '0',
            }));
        }
        text
    }

    /// `1.25e+01`, with as many places behind the point as there are, or exactly `places`.
    pub fn scientific(&self, places: Option<usize>, e: char) -> String {
        let rounded = places.map_or_else(|| self.clone(), |places| self.rounded(places + 1));
        let behind = places.unwrap_or(rounded.digits.len().saturating_sub(1));
        let mut text = rounded.digit(0).to_string();
        if behind > 0 {
            text.push('.');
            text.extend((0..behind).map(|i| rounded.digit(i + 1)));
        }
        let exponent = if rounded.digits.is_empty() { 0 } else { rounded.point - 1 };
        let sign = if exponent < 0 { '-' } else { '+' };
        text.push_str(&format!("{e}{sign}{:02}", exponent.unsigned_abs()));
        text
    }

    /// Scientific for very small and large numbers, plain for others, to `digits` digits at most.
    pub fn general(&self, digits: Option<usize>, e: char) -> String {
        let rounded = digits.map_or_else(|| self.clone(), |digits| self.rounded(digits.max(1)));
        let count = rounded.digits.len();
        let limit = match digits.map(|digits| digits.max(1)) {
            None => 6,
            Some(wanted) if wanted > count && i32::try_from(count).is_ok_and(|n| n >= rounded.point) => count,
            Some(wanted) => wanted,
        };
        let exponent = rounded.point - 1;
        let large = i32::try_from(limit).is_ok_and(|limit| exponent >= limit);
        if !rounded.digits.is_empty() && (exponent < -4 || large) {
            return rounded.scientific(None, e);
        }
        rounded.plain(None)
    }
}

fn power_of_five(exponent: u32) -> Natural {
    let mut result = Natural::from(1);
    let mut square = Natural::from(5);
    let mut left = exponent;
    while left > 0 {
        if left & 1 == 1 {
            result = result.mul(&square);
        }
        square = square.mul(&square);
        left >>= 1;
    }
    result
}
