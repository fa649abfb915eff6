//! Matching of partly known text against patterns with `*` and `?`, three-valued.

use crate::{Part, Symbol, Text, Truth, Why};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    Sensitive,
    /// ASCII letters are compared without their case.
    Insensitive,
}

/// A pattern: `*` is any run of characters, `?` is one.
#[derive(Clone, Debug, Default)]
pub struct Pattern(Vec<Token>);

#[derive(Clone, Debug)]
enum Token {
    Char(char),
    One,
    Many,
    Symbol(Symbol),
}

/// Above this many steps a match is not tried: a policy of a stranger must not cost us seconds.
const BUDGET: usize = 4_000_000;

impl Pattern {
    /// Every `*` and `?` among the known characters is a wildcard.
    pub fn new(text: &Text) -> Pattern {
        let mut pattern = Pattern::default();
        pattern.push_glob(text);
        pattern
    }

    /// No character is a wildcard.
    pub fn exact(text: &Text) -> Pattern {
        let mut pattern = Pattern::default();
        pattern.push_exact(text);
        pattern
    }

    pub fn push_glob(&mut self, text: &Text) {
        self.extend(text, |c| match c {
            '*' => Token::Many,
            '?' => Token::One,
            c => Token::Char(c),
        });
    }

    pub fn push_exact(&mut self, text: &Text) {
        self.extend(text, Token::Char);
    }

    fn extend(&mut self, text: &Text, token: fn(char) -> Token) {
        for part in text.parts() {
            match part {
                Part::Literal(text, _) => {
                    for c in text.chars() {
                        // A run of stars says no more than one.
                        let token = token(c);
                        if !matches!((&token, self.0.last()), (Token::Many, Some(Token::Many))) {
                            self.0.push(token);
                        }
                    }
                }
                Part::Symbol(symbol) => self.0.push(Token::Symbol(symbol.clone())),
            }
        }
    }

    /// Whether the pattern covers `subject`, whatever the symbols in both stand for.
    pub fn matches(&self, subject: &Text, case: Case) -> Truth {
        let subject = Pattern::exact(subject).0;
        let cells = (self.0.len() + 1).saturating_mul(subject.len() + 1);
        if cells > BUDGET {
            return Truth::Unknown(Why::new("a text is too long to be matched"));
        }
        let same = |a: char, b: char| match case {
            Case::Sensitive => a == b,
            Case::Insensitive => a.eq_ignore_ascii_case(&b),
        };
        match best(&self.0, &subject, same) {
            Level::Yes => Truth::Yes,
            Level::No => Truth::No,
            Level::Maybe => Truth::Unknown(self.reasons(&subject)),
        }
    }

    fn reasons(&self, subject: &[Token]) -> Why {
        let own = self.0.iter().filter(|t| !subject.iter().any(|s| same_symbol(t, s)));
        let theirs = subject.iter().filter(|t| !self.0.iter().any(|s| same_symbol(t, s)));
        own.chain(theirs)
            .filter_map(|token| match token {
                Token::Symbol(symbol) => Some(symbol.why().clone()),
                _ => None,
            })
            .reduce(|a, b| a.and(&b))
            .unwrap_or_else(|| Why::new("a part of the text is not known"))
    }
}

fn same_symbol(a: &Token, b: &Token) -> bool {
    matches!((a, b), (Token::Symbol(a), Token::Symbol(b)) if a.same(b))
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    No,
    Maybe,
    Yes,
}

/// Rows over the pattern, columns over the subject, from the ends: `row[j]` says how the pattern
/// from `i` on fares against the subject from `j` on.
fn best(pattern: &[Token], subject: &[Token], same: impl Fn(char, char) -> bool) -> Level {
    let folds = same('a', 'A');
    let allows =
        |symbol: &Symbol, c: char| symbol.shape().allows(if folds { c.to_ascii_lowercase() } else { c });
    let width = subject.len();
    let mut below = vec![Level::No; width + 1];
    let mut row = below.clone();
    for i in (0..=pattern.len()).rev() {
        let head = pattern.get(i);
        for j in (0..=width).rev() {
            let get = |levels: &[Level], at: usize| levels.get(at).copied().unwrap_or(Level::No);
            let (next, skip_pattern, skip_subject) = (get(&below, j + 1), get(&below, j), get(&row, j + 1));
            let maybe = |level: Level| level.min(Level::Maybe);
            let level = match (head, subject.get(j)) {
                (None, None) => Level::Yes,
                // The subject's unknown rest may be empty.
                (None, Some(Token::Symbol(symbol))) if !symbol.is_nonempty() => maybe(skip_subject),
                (None, Some(_)) => Level::No,
                (Some(Token::Many), None) => skip_pattern,
                (Some(Token::Many), Some(_)) => skip_pattern.max(skip_subject),
                (Some(Token::Symbol(symbol)), None) if !symbol.is_nonempty() => maybe(skip_pattern),
                (Some(_), None) => Level::No,
                (Some(Token::Symbol(a)), Some(Token::Symbol(b))) if a.same(b) => next,
                (Some(Token::Symbol(a)), Some(Token::Symbol(b))) => {
                    let one = if a.differs(b) { Level::No } else { next };
                    maybe(one.max(skip_pattern).max(skip_subject))
                }
                // A symbol in the pattern may cover any character its shape allows.
                (Some(Token::Symbol(symbol)), Some(Token::Char(c))) => {
                    let goes_on = if allows(symbol, *c) { skip_subject } else { Level::No };
                    let ends = if symbol.is_nonempty() { Level::No } else { skip_pattern };
                    let last = if allows(symbol, *c) { next } else { Level::No };
                    maybe(goes_on.max(ends).max(last))
                }
                // A symbol in the subject may be any run of characters its shape allows.
                (Some(Token::Char(c)), Some(Token::Symbol(symbol))) => {
                    let fits = allows(symbol, *c);
                    let ends = if symbol.is_nonempty() { Level::No } else { skip_subject };
                    maybe(ends.max(if fits { skip_pattern.max(next) } else { Level::No }))
                }
                (Some(Token::One), Some(Token::Symbol(_))) => maybe(skip_pattern.max(next).max(skip_subject)),
                (Some(Token::One), Some(_)) => next,
                (Some(Token::Char(a)), Some(Token::Char(b))) if same(*a, *b) => next,
                (Some(Token::Char(_)), Some(_)) => Level::No,
                (Some(_), Some(Token::One | Token::Many)) => Level::Maybe,
            };
            if let Some(cell) = row.get_mut(j) {
                *cell = level;
            }
        }
        std::mem::swap(&mut below, &mut row);
    }
    below.first().copied().unwrap_or(Level::No)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Shape;

    fn text(parts: &[&str]) -> Text {
        let mut result = Text::new();
        for part in parts {
            match part.strip_prefix('$') {
                Some("account") => result
                    .push_symbol(Symbol::new("account", Why::new("?")).shaped(Shape::Account).nonempty()),
                Some(name) => result.push_symbol(Symbol::new(name, Why::new(format!("`{name}`")))),
                None => result.push_literal(*part, None),
            }
        }
        result
    }

    fn check(pattern: &[&str], subject: &[&str], expected: &str) {
        let got = match Pattern::new(&text(pattern)).matches(&text(subject), Case::Sensitive) {
            Truth::Yes => "yes",
            Truth::No => "no",
            Truth::Unknown(_) => "unknown",
        };
        assert_eq!(got, expected, "{pattern:?} against {subject:?}");
    }

    #[test]
    fn literals() {
        check(&["*"], &[""], "yes");
        check(&["a*c"], &["abbc"], "yes");
        check(&["a?c"], &["abc"], "yes");
        check(&["a?c"], &["ac"], "no");
        check(&["**a**"], &["xxaxx"], "yes");
        check(&["a*b*c"], &["aXcXb"], "no");
    }

    #[test]
    fn symbols_match_themselves_and_may_match_others() {
        check(&["$b", "/*"], &["$b", "/AWSLogs/x"], "yes");
        check(&["$b", "/x/*"], &["$b", "/AWSLogs/x"], "no");
        check(&["$a", "/*"], &["$b", "/AWSLogs/x"], "unknown");
        check(&["bucket/AWSLogs/", "$account", "/*"], &["bucket/AWSLogs/", "$account", "/x"], "yes");
        check(&["bucket/AWSLogs/111122223333/*"], &["bucket/AWSLogs/", "$account", "/x"], "unknown");
        check(&["bucket/AWSLogs/mine/*"], &["bucket/AWSLogs/", "$account", "/x"], "no");
        check(&["bucket/*"], &["bucket/", "$rest"], "yes");
        check(&["bucket/a*"], &["bucket/", "$rest"], "unknown");
        check(&["bucket"], &["bucket/", "$rest"], "no");
    }
}
