//! Functions on numbers.

use super::call::{Answer, Call, Stop, bounded, fault, number, unknown};
use crate::number::Number;
use crate::value::{Flavor, Kind, Value};
use model::known::Known;
use std::cmp::Ordering;

pub(super) fn abs(call: &mut Call<'_>) -> Answer {
    number(Some(call.number(0)?.abs()))
}

pub(super) fn ceil(call: &mut Call<'_>) -> Answer {
    number(call.number(0)?.ceil())
}

pub(super) fn floor(call: &mut Call<'_>) -> Answer {
    number(call.number(0)?.floor())
}

pub(super) fn signum(call: &mut Call<'_>) -> Answer {
    let sign = call.integer(0)?.signum();
    number(Some(Number::integer(sign.into())))
}

pub(super) fn max(call: &mut Call<'_>) -> Answer {
    outermost(call, Ordering::Greater)
}

pub(super) fn min(call: &mut Call<'_>) -> Answer {
    outermost(call, Ordering::Less)
}

fn outermost(call: &Call<'_>, wanted: Ordering) -> Answer {
    let mut best: Option<Number> = None;
    for at in 0..call.args.len() {
        let number = call.number(at)?;
        if best.as_ref().is_none_or(|best| number.cmp(best) == wanted) {
            best = Some(number);
        }
    }
    match best {
        Some(best) => number(Some(best)),
        None => fault("it takes at least one number"),
    }
}

/// The sum of a list, set or tuple of numbers.
pub(super) fn sum(call: &mut Call<'_>) -> Answer {
    let list = call.list(0)?;
    if list.items.is_empty() && list.open.is_none() {
        return fault("the list is empty");
    }
    let mut total: Option<Number> = None;
    let mut whole = list.open.is_none();
    for item in &list.items {
        let item = super::convert::to_number(item).or_else(|wrong| fault(wrong.text))?;
        match (item.kind, &total) {
            (Kind::Number(number), None) => total = Some(number),
            (Kind::Number(number), Some(so_far)) => match so_far.add(&number) {
                Some(sum) => total = Some(sum),
                None => return unknown("the sum is a number beyond what msklint follows"),
            },
            (Kind::Null, _) => return fault("an element is null"),
            _ => whole = false,
        }
    }
    if whole { number(total) } else { Err(Stop::Derived) }
}

pub(super) fn parseint(call: &mut Call<'_>) -> Answer {
    let radix = call.integer(1)?;
    let arg = call.arg(0)?;
    let text = match &arg.kind {
        Kind::Text(_) | Kind::Json(_) => match arg.to_text() {
            Some(Known::Set(text)) => text.known().ok_or(Stop::Derived)?,
            _ => return Err(Stop::Derived),
        },
        Kind::Unknown(_) => return Err(Stop::Derived),
        _ => return fault("a string is wanted"),
    };
    let Some(radix) = u32::try_from(radix).ok().filter(|radix| (2..=62).contains(radix)) else {
        return fault("the base must be between 2 and 62");
    };
    if text.len() > 300 {
        return unknown("a number has more digits than msklint follows");
    }
    match Number::parse_radix(&text, radix) {
        Some(value) => number(Some(value)),
        None => fault(format!("`{}` is not a whole number in base {radix}", super::convert::short(&text))),
    }
}

/// Terraform counts in machine floats here. Whole powers come out of multiplications alone; for
/// others the last digit depends on the machine.
pub(super) fn pow(call: &mut Call<'_>) -> Answer {
    let (Some(base), Some(power)) = (call.number(0)?.to_f64(), call.number(1)?.to_f64()) else {
        return unknown("a number is beyond what msklint follows");
    };
    let result = if power.fract() == 0.0 && power.abs() < 1e15 {
        whole_power(base, power)
    } else if power.abs() == 0.5 && base >= 0.0 {
        if power > 0.0 { base.sqrt() } else { 1.0 / base.sqrt() }
    } else if base < 0.0 {
        return fault("a negative number has no such power");
    } else {
        return unknown("powers that are not whole are not computed");
    };
    float(result)
}

fn float(value: f64) -> Answer {
    if value.is_nan() {
        return fault("the result is not a number");
    }
    if value.is_infinite() {
        return unknown("the result is infinite");
    }
    number(Number::from_f64(value))
}

/// The steps of Go's `math.Pow`, so that they round alike.
fn whole_power(base: f64, power: f64) -> f64 {
    if power == 0.0 || base == 1.0 {
        return 1.0;
    }
    if base == 0.0 {
        return if power < 0.0 { f64::INFINITY } else { 0.0 };
    }
    let (mut square, mut exponent) = mantissa_and_exponent(base);
    let (mut result, mut result_exponent) = (1.0, 0_i64);
    let mut left = power.abs() as u64;
    while left != 0 {
        if exponent.abs() > 1 << 12 {
            result_exponent += exponent;
            break;
        }
        if left & 1 == 1 {
            result *= square;
            result_exponent += exponent;
        }
        square *= square;
        exponent *= 2;
        if square.abs() < 0.5 {
            square += square;
            exponent -= 1;
        }
        left >>= 1;
    }
    if power < 0.0 {
        result = 1.0 / result;
        result_exponent = -result_exponent;
    }
    scaled(result, result_exponent)
}

/// A number from ½ up to 1, and the power of two to go with it.
fn mantissa_and_exponent(value: f64) -> (f64, i64) {
    let exponent = i64::try_from(value.to_bits() >> 52 & 0x7ff).unwrap_or(0) - 1022;
    (f64::from_bits(value.to_bits() & !(0x7ff << 52) | 1022 << 52), exponent)
}

fn scaled(value: f64, exponent: i64) -> f64 {
    let half = i32::try_from((exponent / 2).clamp(-2000, 2000)).unwrap_or(0);
    let rest = i32::try_from((exponent - exponent / 2).clamp(-2000, 2000)).unwrap_or(0);
    value * 2_f64.powi(half) * 2_f64.powi(rest)
}

pub(super) fn log(call: &mut Call<'_>) -> Answer {
    let (Some(value), Some(base)) = (call.number(0)?.to_f64(), call.number(1)?.to_f64()) else {
        return unknown("a number is beyond what msklint follows");
    };
    float(natural_logarithm(value) / natural_logarithm(base))
}

/// As Go computes it, step by step: the logarithm of FreeBSD.
fn natural_logarithm(value: f64) -> f64 {
    if value < 0.0 {
        return f64::NAN;
    }
    if value == 0.0 {
        return f64::NEG_INFINITY;
    }
    let (mut fraction, mut exponent) = mantissa_and_exponent(value);
    if fraction < std::f64::consts::FRAC_1_SQRT_2 {
        fraction *= 2.0;
        exponent -= 1;
    }
    let f = fraction - 1.0;
    let k = exponent as f64;
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let odd = s2
        * (6.666_666_666_666_735e-1
            + s4 * (2.857_142_874_366_239e-1
                + s4 * (1.818_357_216_161_805e-1 + s4 * 1.479_819_860_511_658_6e-1)));
    let even =
        s4 * (3.999_999_999_940_942e-1 + s4 * (2.222_219_843_214_978_4e-1 + s4 * 1.531_383_769_920_937_3e-1));
    let r = odd + even;
    let half_square = 0.5 * f * f;
    k * 6.931_471_803_691_238e-1
        - ((half_square - (s * (half_square + r) + k * 1.908_214_929_270_587_7e-10)) - f)
}

/// Terraform makes 1024 numbers at most.
const RANGE: usize = 1024;

pub(super) fn range(call: &mut Call<'_>) -> Answer {
    let (zero, one) = (Number::integer(0), Number::integer(1));
    let (start, end, step) = match call.args.len() {
        1 => (zero.clone(), call.number(0)?, None),
        2 => (call.number(0)?, call.number(1)?, None),
        3 => (call.number(0)?, call.number(1)?, Some(call.number(2)?)),
        _ => return fault("it takes one to three numbers"),
    };
    let down = end < start;
    let step = match step {
        Some(step) => step,
        None if down => Number::integer(-1),
        None => one,
    };
    if start == end {
        return Ok(Value::list(Flavor::List, Vec::new()));
    }
    if step.is_zero() {
        return fault("the step is zero");
    }
    if down && !step.is_negative() || !down && step.is_negative() {
        return fault("the step leads away from the end");
    }
    let mut items = Vec::new();
    let mut at = start;
    while if down { at > end } else { at < end } {
        if items.len() >= RANGE {
            return fault(format!("the range has more than {RANGE} numbers"));
        }
        items.push(Kind::Number(at.clone()).into());
        at = match at.add(&step) {
            Some(next) => next,
            None => return unknown("a number is beyond what msklint follows"),
        };
    }
    bounded(items.len())?;
    Ok(Value::list(Flavor::List, items))
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, error, number, open, text, tuple, unknown};

    #[test]
    fn unknown_numbers() {
        check("max", &[number("1"), unknown("var.n")], "<max(1, var.n)!>");
        check("sum", &[tuple(&[number("1"), unknown("var.n")])], "<sum([1, var.n])!>");
        check("sum", &[open(&tuple(&[]))], "<?>");
        error("sum", &[tuple(&[unknown("var.n"), text(&["x"])])], "`sum`: `x` is not a number");
        check("parseint", &[unknown("var.n"), number("10")], "<parseint(var.n, 10)!>");
        check("ceil", &[text(&["$var.n"])], "<ceil(tonumber(var.n))!>");
    }

    #[test]
    fn results_are_bounded() {
        error("range", &[number("2000")], "`range`: the range has more than 1024 numbers");
        check("pow", &[number("10"), number("100000")], "<pow(10, 100000)!>");
        check("pow", &[number("2"), number("0.3")], "<pow(2, 0.3)!>");
        check("log", &[number("0"), number("2")], "<log(0, 2)!>");
        check("parseint", &[text(&[&"1".repeat(400)]), number("10")], "<?>");
    }
}
