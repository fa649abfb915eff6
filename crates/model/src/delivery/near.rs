//! Names that are almost the same: a destination that was plainly meant to be a declared resource.

use crate::Confidence;
use known::{Part, Text};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Char(char),
    Symbol(&'t str),
}

/// How certain it is that `written` was meant to be `declared`, which is a different text. `None`:
/// nothing speaks for it. `marks` may stand in such a name beside letters and digits.
pub(super) fn plainly_meant(written: &Text, declared: &Text, marks: &str) -> Option<Confidence> {
    let (a, b) = (pieces(written)?, pieces(declared)?);
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (a.get(start..)?, b.get(start..)?);
    let end = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(a, b)| a == b).count();
    let extra = literal(rest_a.get(..rest_a.len() - end)?)?;
    let lost = literal(rest_b.get(..rest_b.len() - end)?)?;
    let shared = a.iter().any(|piece| matches!(piece, Piece::Symbol(_)) && b.contains(piece));
    let same = start + end;
    if !shared && same < 5 && !extra.eq_ignore_ascii_case(&lost) {
        return None;
    }
    let before = start.checked_sub(1).and_then(|i| a.get(i));
    let after = a.get(a.len() - end);
    let whole_word = is_edge(before) && is_edge(after);
    let illegal = |text: &str| text.chars().any(|c| !(c.is_ascii_alphanumeric() || marks.contains(c)));
    let path = lost.is_empty() && extra.starts_with('/') && !marks.contains('/');
    let slip = path || is_slip(&extra, &lost) || (!whole_word && is_misspelling(&extra, &lost));
    match slip {
        false => None,
        true if shared || illegal(&extra) || illegal(&lost) => Some(Confidence::Certain),
        true => Some(Confidence::Possible),
    }
}

/// Characters and symbols; `None` where a symbol is not even equal to itself.
fn pieces(text: &Text) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    for part in text.parts() {
        match part {
            Part::Literal(text, _) => pieces.extend(text.chars().map(Piece::Char)),
            Part::Symbol(symbol) if symbol.has_identity() => pieces.push(Piece::Symbol(symbol.name())),
            Part::Symbol(_) => return None,
        }
    }
    Some(pieces)
}

fn literal(pieces: &[Piece<'_>]) -> Option<String> {
    let char_of = |piece: &Piece<'_>| match piece {
        Piece::Char(c) => Some(*c),
        Piece::Symbol(_) => None,
    };
    pieces.iter().map(char_of).collect()
}

fn is_edge(piece: Option<&Piece<'_>>) -> bool {
    match piece {
        Some(Piece::Char(c)) => !c.is_ascii_alphanumeric(),
        Some(Piece::Symbol(_)) | None => true,
    }
}

/// What nobody tells two names apart by: case, a separator for another, stray punctuation, an
/// address around the name.
fn is_slip(extra: &str, lost: &str) -> bool {
    let mark = |text: &str| text.chars().count() <= 2 && !text.chars().any(|c| c.is_alphanumeric());
    let address = extra == "s3://" || (extra.starts_with(".s3.") && extra.ends_with("amazonaws.com"));
    extra.eq_ignore_ascii_case(lost) || (mark(extra) && mark(lost)) || (lost.is_empty() && address)
}

/// One letter too many, too few, another, or two that changed places. Digits tell names apart.
fn is_misspelling(extra: &str, lost: &str) -> bool {
    let (extra, lost): (Vec<char>, Vec<char>) = (extra.chars().collect(), lost.chars().collect());
    let letters = extra.iter().chain(&lost).all(|c| c.is_alphabetic());
    letters
        && match (extra.as_slice(), lost.as_slice()) {
            ([_], []) | ([], [_]) | ([_], [_]) => true,
            ([a, b], [c, d]) => a == d && b == c,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use known::{Symbol, Why};

    fn text(parts: &[&str]) -> Text {
        parts.iter().fold(Text::new(), |text, part| match part.strip_prefix('$') {
            Some(name) => text.then(&Text::symbol(Symbol::new(name, Why::new("?")))),
            None => text.with(part),
        })
    }

    fn check(written: &[&str], declared: &[&str], expected: Option<Confidence>) {
        let got = plainly_meant(&text(written), &text(declared), "._-");
        assert_eq!(got, expected, "{written:?} for {declared:?}");
    }

    #[test]
    fn slips_and_misspellings_are_seen() {
        check(&["$name", "-logs"], &["$name", "-logs}"], Some(Confidence::Certain));
        check(&["broker-logs "], &["broker-logs"], Some(Confidence::Certain));
        check(&["msk_broker_logs"], &["msk_broker-logs"], Some(Confidence::Possible));
        check(&["Broker-logs"], &["broker-logs"], Some(Confidence::Possible));
        check(&["brokr-logs"], &["broker-logs"], Some(Confidence::Possible));
        check(&["borker-logs"], &["broker-logs"], Some(Confidence::Possible));
        check(&["s3://broker-logs"], &["broker-logs"], Some(Confidence::Certain));
        check(&["$name", ".s3.amazonaws.com"], &["$name"], Some(Confidence::Certain));
        check(&["$name", "/kafka"], &["$name"], Some(Confidence::Certain));
    }

    #[test]
    fn names_that_are_told_apart_on_purpose_are_not() {
        check(&["logs-1"], &["logs-2"], None);
        check(&["$name", "-a"], &["$name", "-b"], None);
        check(&["broker-logs"], &["access-logs"], None);
        check(&["$name", "-broker"], &["$name", "-worker"], None);
        check(&["$one"], &["$two"], None);
        check(&["log"], &["logs"], None);
        let (group, sub) = (text(&["/msk/orders"]), text(&["/msk/orders/brokers"]));
        assert_eq!(plainly_meant(&sub, &group, "._-/#"), None);
    }
}
