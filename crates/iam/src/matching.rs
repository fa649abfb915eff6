//! Texts of a policy against texts of a request: exact, with wildcards, and ARN by component.

use crate::variables::{Piece, Scope, mentions_variable, resolve};
use known::{Case, Part, Pattern, Shape, Symbol, Text, Truth, Why};
use std::borrow::Cow;

/// `*` and `?` in `written` are wildcards.
pub(crate) fn covers(written: &Text, subject: &Text, scope: &Scope, case: Case) -> Truth {
    if !mentions_variable(written) {
        if starts_otherwise(written, subject, case) {
            return Truth::No;
        }
        return glob(&[Piece::Written(Cow::Borrowed(written))], subject, case);
    }
    match resolve(written, scope) {
        Ok(pieces) => glob(&pieces, subject, case),
        Err(truth) => truth,
    }
}

/// No character of `written` is a wildcard.
pub(crate) fn equals(written: &Text, subject: &Text, scope: &Scope, case: Case) -> Truth {
    match resolve(written, scope) {
        Ok(pieces) => exact(&joined(&pieces), subject, case),
        Err(truth) => truth,
    }
}

/// The six components of an ARN are matched each for itself, so `*` ends at a colon before the
/// last of them. A lone `*` admits every value.
pub(crate) fn covers_arn(written: &Text, subject: &Text, scope: &Scope) -> Truth {
    let pieces = match resolve(written, scope) {
        Ok(pieces) => pieces,
        Err(truth) => return truth,
    };
    // Component by component a pattern never admits more than as a whole.
    let whole = glob(&pieces, subject, Case::Sensitive);
    let text = joined(&pieces);
    if whole.is_no() || text.known().as_deref() == Some("*") || begin_with_one_arn(&text, subject) {
        return whole;
    }
    let plain = !pieces.iter().any(has_wildcard);
    if plain && whole.is_yes() {
        return Truth::Yes;
    }
    let (pattern, value) = (Arn::new(&pieces), Arn::new(&[Piece::Value(subject.clone())]));
    if pattern.certain && value.certain {
        return match (pattern.parts.len(), value.parts.len()) {
            (6, 6) => pattern.covers(&value),
            (_, 6) => Truth::Unknown(Why::new(format!("`{written}` has fewer than the six parts of an ARN"))),
            // A value that is no ARN is matched by itself alone.
            _ if plain => whole,
            _ => Truth::No,
        };
    }
    if pattern.covers(&value).is_no() {
        return Truth::No;
    }
    let otherwise = || Why::new("where the parts of an ARN begin is not known");
    Truth::Unknown(text.why().or_else(|| subject.why()).unwrap_or_else(otherwise))
}

/// The components of an ARN; the last one keeps its colons.
struct Arn {
    parts: Vec<Vec<Piece<'static>>>,
    /// No symbol before the last component can have a colon in it.
    certain: bool,
}

impl Arn {
    fn new(pieces: &[Piece]) -> Arn {
        let mut parts: Vec<Vec<Piece<'static>>> = vec![Vec::new()];
        for piece in pieces {
            let (text, written) = match piece {
                Piece::Written(text) => (text.as_ref(), true),
                Piece::Value(text) => (text, false),
            };
            for (i, text) in text.split(':').into_iter().enumerate() {
                let last = parts.len() == 6;
                if i > 0 && !last {
                    parts.push(Vec::new());
                }
                let text = if i > 0 && last { Text::from(":").then(&text) } else { text };
                if let Some(part) = parts.last_mut() {
                    part.push(if written { Piece::Written(Cow::Owned(text)) } else { Piece::Value(text) });
                }
            }
        }
        let before = if parts.len() == 6 { 5 } else { parts.len() };
        let certain = parts.iter().take(before).all(|part| is_certain(part));
        Arn { parts, certain }
    }

    /// As far as both are certain.
    fn covers(&self, value: &Arn) -> Truth {
        let mut result = Truth::Yes;
        for (i, (pattern, value)) in self.parts.iter().zip(&value.parts).enumerate() {
            if i < 5 && !(is_certain(pattern) && is_certain(value)) {
                break;
            }
            result = result.and(glob(pattern, &joined(value), Case::Sensitive));
        }
        result
    }
}

/// No symbol in it can have a colon.
fn is_certain(part: &[Piece]) -> bool {
    !part.iter().flat_map(|piece| text_of(piece).symbols()).any(|symbol| symbol.shape().allows(':'))
}

/// Both begin with the same symbol that is an ARN: what follows belongs to its last component.
fn begin_with_one_arn(pattern: &Text, subject: &Text) -> bool {
    let first = |text: &Text| match text.parts().first() {
        Some(Part::Symbol(symbol)) if symbol.shape() == Shape::Arn => Some(symbol.clone()),
        _ => None,
    };
    first(pattern).zip(first(subject)).is_some_and(|(a, b): (Symbol, Symbol)| a.same(&b))
}

fn glob(pieces: &[Piece], subject: &Text, case: Case) -> Truth {
    if !pieces.iter().any(has_wildcard) {
        return exact(&joined(pieces), subject, case);
    }
    if let [Piece::Written(text)] = pieces
        && let Some(known) = glob_known(text, subject, case)
    {
        return Truth::from(known);
    }
    let mut pattern = Pattern::default();
    for piece in pieces {
        match piece {
            Piece::Written(text) => pattern.push_glob(text),
            Piece::Value(text) => pattern.push_exact(text),
        }
    }
    pattern.matches(subject, case)
}

/// What `Pattern` would say where both sides are known, or the subject as far as a last `*` needs
/// it: nearly every match there is, at a fraction of the cost.
fn glob_known(pattern: &Text, subject: &Text, case: Case) -> Option<bool> {
    let (pattern, rest) = leading(pattern);
    let (subject, unknown) = leading(subject);
    if rest || pattern.len().saturating_mul(subject.len()) > 1 << 20 {
        return None;
    }
    if !unknown {
        return Some(match case {
            Case::Sensitive => wildcards(&pattern, &subject, |a, b| a == b),
            Case::Insensitive => wildcards(&pattern, &subject, |a, b| a.eq_ignore_ascii_case(&b)),
        });
    }
    let start = pattern.strip_suffix('*').filter(|start| !start.contains(['*', '?']))?;
    (case == Case::Sensitive && subject.starts_with(start)).then_some(true)
}

/// The known characters that a text begins with, and whether anything follows.
fn leading(text: &Text) -> (Cow<'_, str>, bool) {
    match text.parts() {
        [] => (Cow::Borrowed(""), false),
        [Part::Literal(text, _)] => (Cow::Borrowed(text), false),
        [Part::Literal(text, _), Part::Symbol(_), ..] => (Cow::Borrowed(text), true),
        parts => {
            let literal = |part: &Part| match part {
                Part::Literal(text, _) => Some(text.clone()),
                Part::Symbol(_) => None,
            };
            let known: Vec<String> = parts.iter().map_while(literal).collect();
            (Cow::Owned(known.concat()), known.len() < parts.len())
        }
    }
}

/// Goes back to the last `*` only, which suffices.
fn wildcards(pattern: &str, subject: &str, same: impl Fn(char, char) -> bool) -> bool {
    let (mut pattern, mut subject) = (pattern.chars(), subject.chars());
    let mut again = None;
    loop {
        let (mut ahead, mut behind) = (pattern.clone(), subject.clone());
        match (ahead.next(), behind.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                again = Some((ahead.clone(), subject.clone()));
                pattern = ahead;
            }
            (Some(a), Some(b)) if a == '?' || same(a, b) => {
                pattern = ahead;
                subject = behind;
            }
            _ => {
                let Some((after_star, from)) = &mut again else { return false };
                if from.next().is_none() {
                    return false;
                }
                pattern = after_star.clone();
                subject = from.clone();
            }
        }
    }
}

/// `Text::equals` looks at the ends and at whole symbols, `Pattern` at what lies between: each
/// sees differences that the other does not.
fn exact(written: &Text, subject: &Text, case: Case) -> Truth {
    if let ((a, false), (b, false)) = (leading(written), leading(subject)) {
        return Truth::from(match case {
            Case::Sensitive => a == b,
            Case::Insensitive => a.eq_ignore_ascii_case(&b),
        });
    }
    let equal = match case {
        Case::Sensitive => written.equals(subject),
        Case::Insensitive => written.equals_ignoring_case(subject),
    };
    if equal.why().is_some() && Pattern::exact(written).matches(subject, case).is_no() {
        return Truth::No;
    }
    equal
}

fn joined(pieces: &[Piece]) -> Text {
    pieces.iter().fold(Text::new(), |text, piece| text.then(text_of(piece)))
}

fn text_of<'a>(piece: &'a Piece) -> &'a Text {
    match piece {
        Piece::Written(text) => text,
        Piece::Value(text) => text,
    }
}

fn has_wildcard(piece: &Piece) -> bool {
    let wild = |part: &Part| matches!(part, Part::Literal(text, _) if text.contains(['*', '?']));
    matches!(piece, Piece::Written(text) if text.parts().iter().any(wild))
}

/// Spares the match for the many entries that speak of something else from their first letters on.
fn starts_otherwise(written: &Text, subject: &Text, case: Case) -> bool {
    let (Some(Part::Literal(written, _)), Some(Part::Literal(subject, _))) =
        (written.parts().first(), subject.parts().first())
    else {
        return false;
    };
    let pairs = written.chars().take_while(|c| !matches!(c, '*' | '?')).zip(subject.chars());
    let differ = |(a, b): (char, char)| match case {
        Case::Sensitive => a != b,
        Case::Insensitive => !a.eq_ignore_ascii_case(&b),
    };
    pairs.into_iter().any(differ)
}

/// ASCII letters in lower case, so that symbols whose shape has no capitals compare without case.
pub(crate) fn lowercase(text: &Text) -> Text {
    let mut result = Text::new();
    for part in text.parts() {
        match part {
            Part::Literal(text, at) => result.push_literal(text.to_ascii_lowercase(), *at),
            Part::Symbol(symbol) => result.push_symbol(symbol.clone()),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::text;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_way_says_what_the_table_says(
            pattern in "[ab*?é]{0,6}",
            symbol in prop::sample::select(vec!["", "", "<v>", "<account>"]),
            subject in "[abBé*]{0,8}",
        ) {
            let (written, value) = (text(&pattern), text(&format!("{subject}{symbol}")));
            for case in [Case::Sensitive, Case::Insensitive] {
                if let Some(known) = glob_known(&written, &value, case) {
                    let table = Pattern::new(&written).matches(&value, case);
                    prop_assert_eq!(table, Truth::from(known), "{} {}", written, value);
                }
            }
        }
    }

    #[test]
    fn texts_in_pieces_are_one() {
        let at = |offset| Some(known::Pos { file: known::FileId(0), offset });
        let mut written = Text::literal_at("arn:aws:s3:::", at(7));
        written.push_literal("logs/*", at(40));
        assert_eq!(glob_known(&written, &text("arn:aws:s3:::logs/x"), Case::Sensitive), Some(true));
        assert_eq!(glob_known(&written, &text("arn:aws:s3:::logs/<…>"), Case::Sensitive), Some(true));
        assert_eq!(glob_known(&written, &text("arn:aws:s3:::<bucket>"), Case::Sensitive), None);
    }

    #[test]
    fn many_stars_cost_little() {
        let (pattern, subject) = ("*a".repeat(400) + "b", "a".repeat(2000));
        assert!(!wildcards(&pattern, &subject, |a, b| a == b));
    }
}
