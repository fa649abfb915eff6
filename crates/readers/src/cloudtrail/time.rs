//! Points in time as records and people write them.

use model::iam;

/// Seconds since 1970 in UTC.
pub type Moment = i64;

/// RFC 3339, or a date, which is its first moment in UTC.
pub fn moment(text: &str) -> Option<Moment> {
    let shape = |pattern: &str| {
        text.len() >= pattern.len()
            && text.bytes().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                wanted => byte == wanted,
            })
    };
    let is_date = text.len() == 10 && shape("0000-00-00");
    let is_time = shape("0000-00-00T00:00:00") && text.bytes().skip(19).any(|byte| !byte.is_ascii_digit());
    if is_date || is_time { iam::instant(text).map(|(seconds, _)| seconds) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_dates() {
        for (text, expected) in [
            ("1970-01-01", Some(0)),
            ("1970-01-02T00:00:01Z", Some(86_401)),
            ("1970-01-01T01:00:00.25+01:00", Some(0)),
            ("2026-03-04T10:12:33Z", Some(1_772_619_153)),
            ("2026-03-04T10:12:33", None),
            ("2026-03", None),
            ("2026-02-30", None),
            ("2026-03-04 10:12:33Z", None),
            ("1772619153", None),
            ("", None),
        ] {
            assert_eq!(moment(text), expected, "{text}");
        }
    }
}
