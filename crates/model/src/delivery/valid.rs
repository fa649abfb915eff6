//! Which names AWS takes for buckets, log groups and delivery streams.

use crate::Home;
use known::{Part, Text};

/// Why AWS refuses a name, as a clause that follows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub text: String,
    /// A bucket that is older than the rule may have the name.
    pub older: bool,
}

impl Flaw {
    fn new(text: impl Into<String>) -> Flaw {
        Flaw { text: text.into(), older: false }
    }

    fn older(text: impl Into<String>) -> Flaw {
        Flaw { text: text.into(), older: true }
    }
}

const LONGEST_LOG_GROUP: usize = 512;

pub(super) fn log_group(name: &Text) -> Option<Flaw> {
    let aws = || Flaw::new("begins with `aws/`, which CloudWatch Logs keeps for itself");
    strange(name, "._-/#")
        .or_else(|| too_long(name, LONGEST_LOG_GROUP))
        .or_else(|| start(name).starts_with("aws/").then(aws))
}

const LONGEST_STREAM: usize = 64;

pub(super) fn stream(name: &Text) -> Option<Flaw> {
    strange(name, "._-").or_else(|| too_long(name, LONGEST_STREAM))
}

const BUCKET: std::ops::RangeInclusive<usize> = 3..=63;

/// What buckets in Northern Virginia could be called until March 2018.
const OLDER_BUCKET: std::ops::RangeInclusive<usize> = 3..=255;

const OLDER_HOME: &str = "us-east-1";

/// `home` is that of a bucket which is made here; of another it is not known where it is.
pub(super) fn bucket(name: &Text, home: Option<&Home>) -> Option<Flaw> {
    let never = strange(name, "._-")
        .or_else(|| too_short(name, *OLDER_BUCKET.start()))
        .or_else(|| too_long(name, *OLDER_BUCKET.end()));
    if never.is_some() {
        return never;
    }
    let region = home.and_then(|home| home.region.known());
    let older = region.is_none_or(|region| region == OLDER_HOME);
    let now = capital(name).or_else(|| too_long(name, *BUCKET.end())).or_else(|| ends(name));
    now.map(|flaw| Flaw { older, ..flaw }).or_else(|| reserved(name))
}

fn literals(name: &Text) -> impl Iterator<Item = &str> {
    name.parts().iter().filter_map(|part| match part {
        Part::Literal(text, _) => Some(text.as_str()),
        Part::Symbol(_) => None,
    })
}

/// The known characters at the beginning.
fn start(name: &Text) -> &str {
    match name.parts().first() {
        Some(Part::Literal(start, _)) => start,
        _ => "",
    }
}

/// The known characters at the end.
fn end(name: &Text) -> &str {
    match name.parts().last() {
        Some(Part::Literal(end, _)) => end,
        _ => "",
    }
}

fn strange(name: &Text, marks: &str) -> Option<Flaw> {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || marks.contains(*c);
    literals(name).flat_map(str::chars).find(|c| !allowed(c)).map(|c| Flaw::new(has(c)))
}

fn has(c: char) -> String {
    match c {
        ' ' => "has a space in it".to_owned(),
        '`' => "has a backtick in it".to_owned(),
        c => format!("has `{}` in it", c.escape_debug()),
    }
}

fn too_long(name: &Text, longest: usize) -> Option<Flaw> {
    (name.length() > longest).then(|| Flaw::new(format!("is longer than {longest} characters")))
}

fn too_short(name: &Text, shortest: usize) -> Option<Flaw> {
    let short = name.known().is_some_and(|name| name.chars().count() < shortest);
    short.then(|| Flaw::new(format!("is shorter than {shortest} characters")))
}

fn capital(name: &Text) -> Option<Flaw> {
    let odd = literals(name).flat_map(str::chars).find(|c| c.is_ascii_uppercase() || *c == '_')?;
    Some(Flaw::new(if odd == '_' { has(odd) } else { format!("has the capital letter `{odd}` in it") }))
}

fn ends(name: &Text) -> Option<Flaw> {
    let mark = |c: &char| matches!(c, '.' | '-');
    if let Some(c) = start(name).chars().next().filter(mark) {
        return Some(Flaw::new(format!("begins with `{c}`")));
    }
    if let Some(c) = end(name).chars().next_back().filter(mark) {
        return Some(Flaw::new(format!("ends with `{c}`")));
    }
    if literals(name).any(|text| text.contains("..")) {
        return Some(Flaw::new("has two dots side by side"));
    }
    let address = name.known().is_some_and(|name| name.parse::<std::net::Ipv4Addr>().is_ok());
    address.then(|| Flaw::new("is an IP address"))
}

/// What Amazon S3 has come to keep for itself.
fn reserved(name: &Text) -> Option<Flaw> {
    let begin = ["xn--", "sthree-", "amzn-s3-demo-"].into_iter().find(|begin| start(name).starts_with(begin));
    if let Some(begin) = begin {
        return Some(Flaw::older(format!("begins with `{begin}`, which Amazon S3 keeps for itself")));
    }
    let ends = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
    let end = ends.into_iter().find(|reserved| end(name).ends_with(reserved))?;
    Some(Flaw::older(format!("ends with `{end}`, which Amazon S3 keeps for itself")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::fixture::place;
    use known::{Symbol, Why};

    fn text(name: &str) -> Text {
        let team = || Text::symbol(Symbol::new("var.team", Why::new("`var.team` has no value")));
        let mut pieces = name.split('$');
        let first = Text::literal(pieces.next().unwrap());
        pieces.fold(first, |text, piece| text.then(&team()).with(piece))
    }

    fn check(flaw: impl Fn(&Text) -> Option<Flaw>, name: &str, expected: Option<&str>) {
        let got = flaw(&text(name)).map(|flaw| format!("{}{}", flaw.text, if flaw.older { "?" } else { "" }));
        assert_eq!(got.as_deref(), expected, "{name}");
    }

    #[test]
    fn names_of_log_groups() {
        let check = |name: &str, expected| check(log_group, name, expected);
        check("/aws/vendedlogs/msk.orders_1-a#2", None);
        check("/msk/$", None);
        check("$/msk", None);
        check("/msk/$ logs", Some("has a space in it"));
        check("msk:orders", Some("has `:` in it"));
        check("msk\norders", Some("has `\\n` in it"));
        check("msk`orders", Some("has a backtick in it"));
        check("aws/msk", Some("begins with `aws/`, which CloudWatch Logs keeps for itself"));
        check(&"x".repeat(512), None);
        check(&"x".repeat(513), Some("is longer than 512 characters"));
    }

    #[test]
    fn names_of_streams() {
        let check = |name: &str, expected| check(stream, name, expected);
        check("orders_Broker.logs-1", None);
        check("orders/logs", Some("has `/` in it"));
        check("$:logs", Some("has `:` in it"));
        check(&"x".repeat(64), None);
        check(&"x".repeat(65), Some("is longer than 64 characters"));
    }

    #[test]
    fn names_of_buckets_that_are_made_now() {
        let check = |name: &str, expected| {
            check(|name| bucket(name, Some(&place("aws_s3_bucket.logs").home)), name, expected)
        };
        check("orders.logs-1", None);
        check("$", None);
        check("-$", Some("begins with `-`"));
        check("$-", Some("ends with `-`"));
        check("ab", Some("is shorter than 3 characters"));
        check("orders/logs", Some("has `/` in it"));
        check("Orders-$", Some("has the capital letter `O` in it"));
        check("orders_logs", Some("has `_` in it"));
        check("orders..logs", Some("has two dots side by side"));
        check("192.168.5.4", Some("is an IP address"));
        check(&"x".repeat(63), None);
        check(&"x".repeat(64), Some("is longer than 63 characters"));
        check("xn--logs", Some("begins with `xn--`, which Amazon S3 keeps for itself?"));
        check("logs-s3alias", Some("ends with `-s3alias`, which Amazon S3 keeps for itself?"));
    }

    #[test]
    fn buckets_that_are_there_already_may_be_older() {
        let check = |name: &str, expected| check(|name| bucket(name, None), name, expected);
        check("Orders_Logs", Some("has the capital letter `O` in it?"));
        check("orders:logs", Some("has `:` in it"));
        check(&"x".repeat(255), Some("is longer than 63 characters?"));
        check(&"x".repeat(256), Some("is longer than 255 characters"));
    }
}
