//! Partly known text as runs of known characters between symbols: searching, cutting and trimming
//! where the symbols cannot change the outcome.

use model::known::{Case, Part, Pattern, Pos, Symbol, Text, Truth};

/// Known characters in a row, and where their pieces stand in the sources.
#[derive(Default)]
struct Run {
    text: String,
    pieces: Vec<(usize, Option<Pos>)>,
}

enum Token {
    Run(Run),
    Symbol(Symbol),
}

fn tokens(text: &Text) -> Vec<Token> {
    let mut result: Vec<Token> = Vec::new();
    for part in text.parts() {
        match part {
            Part::Symbol(symbol) => result.push(Token::Symbol(symbol.clone())),
            Part::Literal(literal, at) => {
                if !matches!(result.last(), Some(Token::Run(_))) {
                    result.push(Token::Run(Run::default()));
                }
                if let Some(Token::Run(run)) = result.last_mut() {
                    run.pieces.push((run.text.len(), *at));
                    run.text.push_str(literal);
                }
            }
        }
    }
    result
}

impl Run {
    /// The bytes from `start` to `end`, with their places.
    fn push_to(&self, out: &mut Text, start: usize, end: usize) {
        for (i, (from, at)) in self.pieces.iter().enumerate() {
            let to = self.pieces.get(i + 1).map_or(self.text.len(), |(next, _)| *next);
            let (first, last) = (start.max(*from), end.min(to));
            if first >= last {
                continue;
            }
            let shift = u32::try_from(first - from).unwrap_or(u32::MAX);
            let at = at.map(|at| Pos { offset: at.offset.saturating_add(shift), ..at });
            out.push_literal(self.text.get(first..last).unwrap_or_default(), at);
        }
    }
}

/// Steps of a search through text with symbols.
const BUDGET: usize = 2_000_000;

/// Whether `needle` can occur in a place where a symbol is part of it, or would vanish from within
/// it. Then nothing can be said from the known characters alone.
pub(super) fn may_touch_symbol(text: &Text, needle: &str) -> bool {
    let needle: Vec<char> = needle.chars().collect();
    let tokens = tokens(text);
    if !tokens.iter().any(|token| matches!(token, Token::Symbol(_))) {
        return false;
    }
    let length: usize =
        tokens.iter().map(|token| if let Token::Run(run) = token { run.text.len() } else { 1 }).sum();
    if length.saturating_mul(needle.len()) > BUDGET {
        return true;
    }
    // For every number of needle characters that may have been met: not at all, without a symbol,
    // with one.
    let mut met = vec![(false, false); needle.len() + 1];
    for token in &tokens {
        match token {
            Token::Run(run) => {
                for c in run.text.chars() {
                    met = step(&needle, &met, c);
                    if met.last().is_some_and(|(_, symbol)| *symbol) {
                        return true;
                    }
                }
            }
            Token::Symbol(symbol) => {
                met = through(&needle, &met, symbol);
                if met.last().is_some_and(|(_, with)| *with) {
                    return true;
                }
            }
        }
    }
    false
}

type Met = Vec<(bool, bool)>;

fn step(needle: &[char], met: &Met, c: char) -> Met {
    let mut next = vec![(false, false); met.len()];
    let fitting = needle.iter().enumerate().filter(|(_, wanted)| **wanted == c);
    for (i, _) in fitting {
        let (plain, with) = met.get(i).copied().unwrap_or_default();
        if let Some(slot) = next.get_mut(i + 1) {
            *slot = (plain || i == 0, with);
        }
    }
    next
}

/// What has been met after a symbol: it may be empty, or any run of what its shape allows.
fn through(needle: &[char], met: &Met, symbol: &Symbol) -> Met {
    let mut next = vec![(false, false); met.len()];
    let begun = |i: usize| i > 0 && met.get(i).is_some_and(|(plain, with)| *plain || *with);
    for start in 0..=needle.len() {
        let vanishes = begun(start) && start < needle.len() && !symbol.is_nonempty();
        if vanishes && let Some(slot) = next.get_mut(start) {
            slot.1 = true;
        }
        // The symbol's last characters begin the needle, or its first ones go on with it.
        if start > 0 && !begun(start) {
            continue;
        }
        for (i, c) in needle.iter().enumerate().skip(start) {
            if !symbol.shape().allows(*c) {
                break;
            }
            if let Some(slot) = next.get_mut(i + 1) {
                slot.1 = true;
            }
        }
    }
    next
}

/// Cuts at every separator. Only right where no symbol can be touched by one.
pub(super) fn split(text: &Text, separator: &str) -> Vec<Text> {
    let mut pieces = vec![Text::new()];
    for token in tokens(text) {
        match token {
            Token::Symbol(symbol) => {
                if let Some(last) = pieces.last_mut() {
                    last.push_symbol(symbol);
                }
            }
            Token::Run(run) => {
                let mut start = 0;
                for (at, _) in run.text.match_indices(separator) {
                    if let Some(last) = pieces.last_mut() {
                        run.push_to(last, start, at);
                    }
                    pieces.push(Text::new());
                    start = at + separator.len();
                }
                if let Some(last) = pieces.last_mut() {
                    run.push_to(last, start, run.text.len());
                }
            }
        }
    }
    pieces
}

/// How often a needle occurs among the known characters.
pub(super) fn count(text: &Text, needle: &str) -> usize {
    tokens(text)
        .iter()
        .map(|token| if let Token::Run(run) = token { run.text.matches(needle).count() } else { 0 })
        .sum()
}

/// Every known character run and symbol replaced on its own.
pub(super) fn map(
    text: &Text,
    mut run: impl FnMut(&str) -> Option<String>,
    symbol: impl Fn(&Symbol) -> Symbol,
) -> Option<Text> {
    let mut result = Text::new();
    for part in text.parts() {
        match part {
            Part::Literal(literal, at) => {
                let mapped = run(literal)?;
                let at = at.filter(|_| mapped.len() == literal.len());
                result.push_literal(mapped, at);
            }
            Part::Symbol(inner) => result.push_symbol(symbol(inner)),
        }
    }
    Some(result)
}

/// Characters to be trimmed.
pub(super) enum Cut<'a> {
    Space,
    Any(&'a str),
}

impl Cut<'_> {
    fn cuts(&self, c: char) -> bool {
        match self {
            Cut::Space => c.is_whitespace(),
            Cut::Any(set) => set.contains(c),
        }
    }

    fn may_cut(&self, symbol: &Symbol) -> bool {
        match self {
            Cut::Space => symbol.shape().allows(' ') || symbol.shape().allows('\u{a0}'),
            Cut::Any(set) => set.chars().any(|c| symbol.shape().allows(c)),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Start,
    Finish,
}

/// Trimmed at one end. `None` where it cannot be told what remains.
pub(super) fn trim(text: &Text, cut: &Cut<'_>, end: End) -> Option<Text> {
    let mut parts: Vec<Part> = text.parts().to_vec();
    if end == End::Start {
        parts.reverse();
    }
    // The outermost part is the last one now.
    let mut kept_symbols: Vec<Part> = Vec::new();
    while let Some(part) = parts.pop() {
        match part {
            Part::Literal(literal, at) => {
                let trimmed = match end {
                    End::Start => literal.trim_start_matches(|c| cut.cuts(c)),
                    End::Finish => literal.trim_end_matches(|c| cut.cuts(c)),
                };
                let removed = literal.len() - trimmed.len();
                if removed > 0 && !kept_symbols.is_empty() {
                    // Only cut if the symbols outside of it are empty.
                    return None;
                }
                if trimmed.is_empty() && kept_symbols.is_empty() {
                    continue;
                }
                let shift = if end == End::Start { u32::try_from(removed).ok()? } else { 0 };
                let at = at.map(|at| Pos { offset: at.offset.saturating_add(shift), ..at });
                parts.push(Part::Literal(trimmed.to_owned(), at));
                break;
            }
            Part::Symbol(symbol) => {
                if cut.may_cut(&symbol) {
                    return None;
                }
                let solid = symbol.is_nonempty();
                kept_symbols.push(Part::Symbol(symbol));
                if solid {
                    break;
                }
            }
        }
    }
    parts.extend(kept_symbols.into_iter().rev());
    if end == End::Start {
        parts.reverse();
    }
    Some(assembled(parts))
}

fn assembled(parts: Vec<Part>) -> Text {
    let mut result = Text::new();
    for part in parts {
        match part {
            Part::Literal(literal, at) => result.push_literal(literal, at),
            Part::Symbol(symbol) => result.push_symbol(symbol),
        }
    }
    result
}

pub(super) fn starts_with(text: &Text, prefix: &Text) -> Truth {
    if let (Some(text), Some(prefix)) = (text.known(), prefix.known()) {
        return Truth::from(text.starts_with(&prefix));
    }
    let mut pattern = Pattern::exact(prefix);
    pattern.push_glob(&Text::literal("*"));
    pattern.matches(text, Case::Sensitive)
}

pub(super) fn ends_with(text: &Text, suffix: &Text) -> Truth {
    if let (Some(text), Some(suffix)) = (text.known(), suffix.known()) {
        return Truth::from(text.ends_with(&suffix));
    }
    let mut pattern = Pattern::new(&Text::literal("*"));
    pattern.push_exact(suffix);
    pattern.matches(text, Case::Sensitive)
}

pub(super) fn contains(text: &Text, needle: &Text) -> Truth {
    if let (Some(text), Some(needle)) = (text.known(), needle.known()) {
        return Truth::from(text.contains(&needle));
    }
    let mut pattern = Pattern::new(&Text::literal("*"));
    pattern.push_exact(needle);
    pattern.push_glob(&Text::literal("*"));
    pattern.matches(text, Case::Sensitive)
}

/// The text without a piece that it begins or ends with, part by part. `None` where the parts do
/// not lie over each other.
pub(super) fn without(text: &Text, piece: &Text, end: End) -> Option<Text> {
    let mut parts: Vec<Part> = text.parts().to_vec();
    let mut pieces: Vec<Part> = piece.parts().to_vec();
    if end == End::Start {
        parts.reverse();
        pieces.reverse();
    }
    while let Some(piece) = pieces.pop() {
        match (piece, parts.pop()?) {
            (Part::Symbol(a), Part::Symbol(b)) if a.same(&b) => {}
            (Part::Literal(wanted, _), Part::Literal(found, at)) => {
                let common = wanted.len().min(found.len());
                let (wanted_at, found_at, rest_at) = match end {
                    End::Start => (common, common, common),
                    End::Finish => (wanted.len() - common, found.len() - common, 0),
                };
                let (a, b) = wanted.split_at_checked(wanted_at)?;
                let (c, d) = found.split_at_checked(found_at)?;
                let (matched, wanted_rest, found_rest) = match end {
                    End::Start => (a == c, b, d),
                    End::Finish => (b == d, a, c),
                };
                if !matched {
                    return None;
                }
                if !wanted_rest.is_empty() {
                    pieces.push(Part::Literal(wanted_rest.to_owned(), None));
                }
                if !found_rest.is_empty() {
                    let shift = u32::try_from(rest_at).ok()?;
                    let at = at.map(|at| Pos { offset: at.offset.saturating_add(shift), ..at });
                    parts.push(Part::Literal(found_rest.to_owned(), at));
                }
            }
            _ => return None,
        }
    }
    if end == End::Start {
        parts.reverse();
    }
    Some(assembled(parts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::known::{FileId, Shape, Why};

    fn text(parts: &[&str]) -> Text {
        let mut result = Text::new();
        for part in parts {
            match part.strip_prefix('$') {
                Some("account") => {
                    let symbol = Symbol::new("account", Why::new("it is not given"));
                    result.push_symbol(symbol.shaped(Shape::Account).nonempty());
                }
                Some(name) => result.push_symbol(Symbol::new(name, Why::new("it is not given"))),
                None => result.push_literal(*part, None),
            }
        }
        result
    }

    fn check_touch(parts: &[&str], needle: &str, expected: bool) {
        assert_eq!(may_touch_symbol(&text(parts), needle), expected, "{parts:?} {needle}");
    }

    #[test]
    fn a_needle_may_lie_over_a_symbol() {
        check_touch(&["a:b"], ":", false);
        check_touch(&["a:", "$account", ":b"], ":", false);
        check_touch(&["a:", "$x", ":b"], ":", true);
        check_touch(&["a", "$account", "b"], "a1", true);
        check_touch(&["a", "$account", "b"], "ab", false);
        check_touch(&["a", "$x", "b"], "ab", true);
        check_touch(&["a-", "$account"], "-x", false);
        check_touch(&["-", "$account"], "--", false);
    }

    #[test]
    fn pieces_keep_their_places() {
        let at = |offset| Some(Pos { file: FileId(0), offset });
        let pieces = split(&Text::literal_at("ab::c", at(10)), "::");
        assert_eq!(pieces, [Text::literal_at("ab", at(10)), Text::literal_at("c", at(14))]);
    }

    #[test]
    fn ends() {
        let trimmed = |parts: &[&str], end| trim(&text(parts), &Cut::Space, end);
        assert_eq!(trimmed(&["  a", "$x"], End::Start), Some(text(&["a", "$x"])));
        assert_eq!(trimmed(&["a ", "$x"], End::Finish), None);
        assert_eq!(trimmed(&["a ", "$account"], End::Finish), Some(text(&["a ", "$account"])));
        assert_eq!(trimmed(&["$account", "  "], End::Finish), Some(text(&["$account"])));
        let without = |parts: &[&str], piece: &[&str], end| without(&text(parts), &text(piece), end);
        assert_eq!(without(&["arn:", "$x", "/*"], &["/*"], End::Finish), Some(text(&["arn:", "$x"])));
        assert_eq!(without(&["arn:", "$x", "/*"], &["arn:", "$x"], End::Start), Some(text(&["/*"])));
        assert_eq!(without(&["$y"], &["a"], End::Start), None);
    }
}
