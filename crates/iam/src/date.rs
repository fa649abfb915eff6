//! Points in time as conditions write them: ISO 8601, or seconds since 1970.

/// Seconds since 1970 in UTC, and nanoseconds.
pub(crate) type Instant = (i64, u32);

/// Four digits are a year, any other number is an epoch time. Without a zone it is UTC.
pub fn parse(text: &str) -> Option<Instant> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() != 4 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some((text.parse().ok()?, 0));
    }
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let days = parse_date(date)?;
    let (seconds, nanos) = match time {
        Some(time) => parse_time(time)?,
        None => (0, 0),
    };
    Some((days * 86_400 + seconds, nanos))
}

fn parse_date(text: &str) -> Option<i64> {
    let mut fields = text.split('-');
    let year = number(fields.next()?, 4)?;
    let month = fields.next().map_or(Some(1), |field| number(field, 2))?;
    let day = fields.next().map_or(Some(1), |field| number(field, 2))?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if fields.next().is_some() || !(1..=length).contains(&day) {
        return None;
    }
    // Days since 1970-01-01 of the proleptic Gregorian calendar, years beginning in March.
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468,
    )
}

/// Seconds since midnight in UTC; may lie outside of the day because of the zone.
fn parse_time(text: &str) -> Option<(i64, u32)> {
    let (clock, offset) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => {
            let (clock, zone) = text.split_at_checked(at)?;
            (clock, parse_zone(zone)?)
        }
        None => (text, 0),
    };
    let mut fields = clock.split(':');
    let hours = number(fields.next()?, 2).filter(|hours| *hours < 24)?;
    let minutes = number(fields.next()?, 2).filter(|minutes| *minutes < 60)?;
    let (seconds, nanos) = match fields.next() {
        Some(field) => parse_seconds(field)?,
        None => (0, 0),
    };
    if fields.next().is_some() {
        return None;
    }
    Some((hours * 3600 + minutes * 60 + seconds - offset, nanos))
}

fn parse_seconds(text: &str) -> Option<(i64, u32)> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let seconds = number(whole, 2).filter(|seconds| *seconds <= 60)?;
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nanos = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    Some((seconds, nanos.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))))
}

fn parse_zone(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = text.split_at_checked(1)?;
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None => rest.split_at_checked(2)?,
    };
    let minutes = if minutes.is_empty() { 0 } else { number(minutes, 2)? };
    let seconds = number(hours, 2)? * 3600 + minutes * 60;
    Some(if sign == "-" { -seconds } else { seconds })
}

fn number(text: &str, width: usize) -> Option<i64> {
    let plain = text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    fn check(text: &str, expected: Option<(i64, u32)>) {
        assert_eq!(super::parse(text), expected, "{text}");
    }

    #[test]
    fn every_form_of_iso_8601() {
        check("1970-01-01T00:00:00Z", Some((0, 0)));
        check("2013-06-30", Some((1_372_550_400, 0)));
        check("2000-02-29T12:30Z", Some((951_827_400, 0)));
        check("2024", Some((1_704_067_200, 0)));
        check("2024-03", Some((1_709_251_200, 0)));
        check("2024-03-01T01:00:00+01:00", Some((1_709_251_200, 0)));
        check("2024-02-29T22:30:00.5-0130", Some((1_709_251_200, 500_000_000)));
        check("1969-12-31T23:59:59Z", Some((-1, 0)));
        check("0001-01-01", Some((-62_135_596_800, 0)));
    }

    #[test]
    fn epoch_seconds() {
        check("1700000000", Some((1_700_000_000, 0)));
        check("-1", Some((-1, 0)));
        check("0", Some((0, 0)));
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "-",
            "2023-02-29",
            "2024-13-01",
            "2024-1-1",
            "2024-01-01T25:00Z",
            "tomorrow",
            "é",
            "2024-01-01T",
        ] {
            check(text, None);
        }
        check("99999999999999999999", None);
    }
}
