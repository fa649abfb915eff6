//! Dates and durations: `formatdate`, `timeadd`, `timecmp`.

use super::call::{Answer, Call, Stop, fault, number, unknown};
use crate::number::Number;
use crate::value::Value;
use std::cmp::Ordering;

/// A moment: nanoseconds since 1970 in UTC, and the zone it was written in.
#[derive(Clone, Copy)]
struct Moment {
    nanoseconds: i128,
    /// Minutes east of Greenwich.
    zone: i32,
}

/// The fields of a moment on the clocks and calendars of its zone.
struct Fields {
    year: i64,
    month: usize,
    day: u32,
    weekday: usize,
    hour: u32,
    minute: u32,
    second: u32,
}

const SECOND: i128 = 1_000_000_000;
const DAY: i64 = 86_400;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// Days since 1970-01-01 in the Gregorian calendar.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the leap day is the last of them.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a day since 1970-01-01.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn days_in(year: i64, month: i64) -> i64 {
    let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days_of(next.0, next.1, 1) - days_of(year, month, 1)
}

impl Moment {
    /// `2006-01-02T15:04:05.999Z` or with `+01:00`.
    fn parse(text: &str) -> Option<Moment> {
        let field = |from: usize, to: usize| -> Option<i64> {
            let digits = text.get(from..to)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let is = |at: usize, c: &str| text.get(at..at + 1) == Some(c);
        if !(is(4, "-") && is(7, "-") && is(10, "T") && is(13, ":") && is(16, ":")) {
            return None;
        }
        let (year, month, day) = (field(0, 4)?, field(5, 7)?, field(8, 10)?);
        let (hour, minute, second) = (field(11, 13)?, field(14, 16)?, field(17, 19)?);
        let valid = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        if !valid || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let rest = text.get(19..)?;
        let (fraction, zone) = match rest.strip_prefix('.') {
            Some(rest) => {
                let end = rest.find(|c: char| !c.is_ascii_digit())?;
                let (digits, zone) = rest.split_at_checked(end)?;
                let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
                (nine.parse::<i128>().ok().filter(|_| !digits.is_empty())?, zone)
            }
            None => (0, rest),
        };
        let zone = zone_minutes(zone)?;
        let seconds = days_of(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
        let seconds = seconds - i64::from(zone) * 60;
        Some(Moment { nanoseconds: i128::from(seconds) * SECOND + fraction, zone })
    }

    fn fields(self) -> Fields {
        let seconds =
            i64::try_from(self.nanoseconds.div_euclid(SECOND)).unwrap_or(0) + i64::from(self.zone) * 60;
        let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let (year, month, day) = date_of(days);
        let small = |value: i64| u32::try_from(value).unwrap_or(0);
        Fields {
            year,
            month: usize::try_from(month - 1).unwrap_or(0),
            day: small(day),
            weekday: usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0),
            hour: small(rest / 3600),
            minute: small(rest / 60 % 60),
            second: small(rest % 60),
        }
    }

    fn offset(self, colon: bool) -> String {
        let sign = if self.zone < 0 { '-' } else { '+' };
        let (hours, minutes) = (self.zone.abs() / 60, self.zone.abs() % 60);
        let colon = if colon { ":" } else { "" };
        format!("{sign}{hours:02}{colon}{minutes:02}")
    }

    fn rfc3339(self) -> String {
        let f = self.fields();
        let zone = if self.zone == 0 { "Z".to_owned() } else { self.offset(true) };
        let sign = if f.year < 0 { "-" } else { "" };
        let date = format!("{sign}{:04}-{:02}-{:02}", f.year.abs(), f.month + 1, f.day);
        format!("{date}T{:02}:{:02}:{:02}{zone}", f.hour, f.minute, f.second)
    }
}

fn zone_minutes(zone: &str) -> Option<i32> {
    if zone == "Z" {
        return Some(0);
    }
    let (negative, digits) = match zone.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, zone.strip_prefix('+')?),
    };
    let (hours, minutes) = digits.split_once(':')?;
    let two = |text: &str| {
        let valid = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        valid.then(|| text.parse::<i32>().ok())?
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    if hours > 24 || minutes > 60 {
        return None;
    }
    let total = hours * 60 + minutes;
    Some(if negative { -total } else { total })
}

fn moment(call: &Call<'_>, at: usize) -> Result<Moment, Stop> {
    let text = call.string(at)?;
    match Moment::parse(&text) {
        Some(moment) => Ok(moment),
        None => fault(format!("`{}` is not a time as RFC 3339 has it", super::convert::short(&text))),
    }
}

/// Any other rendering of a date, for YAML: the text in RFC 3339.
pub(super) fn yaml_timestamp(text: &str) -> Option<String> {
    let (date, rest) = match text.find(['T', 't', ' ']) {
        Some(at) => text.split_at_checked(at)?,
        None => (text, ""),
    };
    let mut numbers = date.split('-');
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let short = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let year_ok = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    if !year_ok || !short(month) || !short(day) || numbers.next().is_some() {
        return None;
    }
    let spaced = rest.starts_with(' ');
    let time = rest.get(1..).unwrap_or_default();
    let clock_end = time.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(time.len());
    let (clock, zone) = time.split_at_checked(clock_end)?;
    if rest.is_empty() != clock.is_empty() || !rest.is_empty() && spaced != zone.is_empty() {
        return None;
    }
    let (clock, fraction) =
        clock.split_once('.').map_or((clock, String::new()), |(c, f)| (c, format!(".{f}")));
    let clock = if rest.is_empty() { "0:0:0" } else { clock };
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    if !short(hour) || !short(minute) || !short(second) || parts.next().is_some() {
        return None;
    }
    let zone = if zone.is_empty() { "Z" } else { zone };
    let pad = |text: &str| format!("{text:0>2}");
    let date = format!("{year}-{}-{}", pad(month), pad(day));
    let whole = format!("{date}T{}:{}:{}{fraction}{zone}", pad(hour), pad(minute), pad(second));
    Moment::parse(&whole).map(Moment::rfc3339)
}

pub(super) fn timecmp(call: &mut Call<'_>) -> Answer {
    let (a, b) = (moment(call, 0)?, moment(call, 1)?);
    let order = match a.nanoseconds.cmp(&b.nanoseconds) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    };
    number(Some(Number::integer(order)))
}

pub(super) fn timeadd(call: &mut Call<'_>) -> Answer {
    let start = moment(call, 0)?;
    let text = call.string(1)?;
    let Some(added) = duration(&text) else {
        return fault(format!("`{}` is not a duration like `90m`", super::convert::short(&text)));
    };
    let moment = Moment { nanoseconds: start.nanoseconds + added, ..start };
    Ok(Value::string(moment.rfc3339()))
}

/// Nanoseconds of `1h30m`, as Go reads it. `None` also beyond 292 years.
fn duration(text: &str) -> Option<i128> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (written, tail) = rest.split_at_checked(number_end)?;
        let unit_end = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(unit_end)?;
        let unit: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => SECOND,
            "m" => 60 * SECOND,
            "h" => 3600 * SECOND,
            _ => return None,
        };
        let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
        if whole.len() + fraction.len() == 0 || fraction.contains('.') || whole.len() > 18 {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let digits: String = fraction.chars().take(18).collect();
        let scale = 10_i128.pow(u32::try_from(digits.len()).ok()?);
        let part: i128 = if digits.is_empty() { 0 } else { digits.parse::<i128>().ok()? * unit / scale };
        total += whole * unit + part;
        if total > i128::from(i64::MAX) {
            return None;
        }
        rest = tail;
    }
    Some(if negative { -total } else { total })
}

pub(super) fn formatdate(call: &mut Call<'_>) -> Answer {
    let (format, moment) = (call.string(0)?, moment(call, 1)?);
    let fields = moment.fields();
    if !(0..=9999).contains(&fields.year) {
        return unknown("the year does not have four digits");
    }
    let mut result = String::new();
    let mut rest = format.as_str();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let (quoted, tail) = quoted(rest)?;
            result.push_str(&quoted);
            rest = tail;
            continue;
        }
        let end = rest.find(|c| c != first).unwrap_or(rest.len());
        let end = if first.is_ascii_alphabetic() { end } else { first.len_utf8() };
        let (verb, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if first.is_ascii_alphabetic() {
            match verb_text(verb, moment, &fields) {
                Some(text) => result.push_str(&text),
                None => return fault(format!("`{verb}` is no part of a date")),
            }
        } else {
            result.push_str(verb);
        }
        rest = tail;
    }
    Ok(Value::string(result))
}

/// Text in single quotes, where two stand for one, and what follows.
fn quoted(text: &str) -> Result<(String, &str), Stop> {
    let mut result = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            result.push(c);
        } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
            result.push('\'');
        } else {
            return Ok((result, text.get(at + 1..).unwrap_or_default()));
        }
    }
    fault("a quote in the format is not closed")
}

fn verb_text(verb: &str, moment: Moment, fields: &Fields) -> Option<String> {
    let month = MONTHS.get(fields.month).copied().unwrap_or_default();
    let weekday = WEEKDAYS.get(fields.weekday).copied().unwrap_or_default();
    let three = |name: &str| name.chars().take(3).collect::<String>();
    let twelve = (fields.hour + 11) % 12 + 1;
    Some(match verb {
        "YYYY" => format!("{:04}", fields.year),
        "YY" => format!("{:02}", fields.year % 100),
        "MMMM" => month.to_owned(),
        "MMM" => three(month),
        "MM" => format!("{:02}", fields.month + 1),
        "M" => (fields.month + 1).to_string(),
        "DD" => format!("{:02}", fields.day),
        "D" => fields.day.to_string(),
        "EEEE" => weekday.to_owned(),
        "EEE" => three(weekday),
        "hh" => format!("{:02}", fields.hour),
        "h" => fields.hour.to_string(),
        "HH" => format!("{twelve:02}"),
        "H" => twelve.to_string(),
        "AA" => if fields.hour < 12 { "AM" } else { "PM" }.to_owned(),
        "aa" => if fields.hour < 12 { "am" } else { "pm" }.to_owned(),
        "mm" => format!("{:02}", fields.minute),
        "m" => fields.minute.to_string(),
        "ss" => format!("{:02}", fields.second),
        "s" => fields.second.to_string(),
        "ZZZZZ" => moment.offset(true),
        "ZZZZ" => moment.offset(false),
        "ZZZ" if moment.zone == 0 => "UTC".to_owned(),
        "ZZZ" => moment.offset(false),
        "Z" if moment.zone == 0 => "Z".to_owned(),
        "Z" => moment.offset(true),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, error, text};
    use super::*;

    #[test]
    fn days_and_dates_are_inverse() {
        for day in (-800_000..800_000).step_by(97) {
            let (year, month, date) = date_of(day);
            assert_eq!(days_of(year, month, date), day);
        }
        assert_eq!(date_of(0), (1970, 1, 1));
        assert_eq!((days_in(2000, 2), days_in(1900, 2), days_in(2024, 12)), (29, 28, 31));
    }

    #[test]
    fn the_time_of_the_run_is_one_symbol() {
        check("timeadd", &[text(&["$timestamp()"]), text(&["1h"])], r#""${timeadd(timestamp(), "1h")}""#);
        check(
            "formatdate",
            &[text(&["YYYY"]), text(&["$timestamp()"])],
            r#""${formatdate("YYYY", timestamp())}""#,
        );
        error(
            "timeadd",
            &[text(&["2024-05-06T07:08:09Z"]), text(&["1d"])],
            "`timeadd`: `1d` is not a duration like `90m`",
        );
    }

    #[test]
    fn dates_of_yaml() {
        assert_eq!(yaml_timestamp("2012-10-17").as_deref(), Some("2012-10-17T00:00:00Z"));
        assert_eq!(yaml_timestamp("2012-10"), None);
    }
}
