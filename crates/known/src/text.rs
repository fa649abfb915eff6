//! Text of which only some parts are known: literal pieces and symbols. A symbol stands for one
//! value that is not known but equal to itself, so a name built twice from it still matches itself.

use crate::{Pos, Span, Truth, Why};
use std::fmt;
use std::sync::Arc;

/// The values a symbol can take. Keeps a comparison decidable where the unknown part could never
/// be what the other side says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    Any,
    /// An AWS account ID: digits.
    Account,
    /// A Region: lower-case letters, digits, dashes.
    Region,
    /// `aws`, `aws-cn`, `aws-us-gov`.
    Partition,
    /// A bucket name: lower-case letters, digits, dots, dashes.
    Bucket,
    /// A resource name or ID without `:`, `/` and white space.
    Name,
    /// A log group or stream name: like `Name`, but `/` may occur.
    Path,
    /// An ARN.
    Arn,
}

impl Shape {
    pub fn allows(self, c: char) -> bool {
        match self {
            Shape::Any | Shape::Arn => true,
            Shape::Account => c.is_ascii_digit(),
            Shape::Region => c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
            Shape::Partition => c.is_ascii_lowercase() || c == '-',
            Shape::Bucket => c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.',
            Shape::Name => !matches!(c, ':' | '/') && !c.is_whitespace(),
            Shape::Path => c != ':' && !c.is_whitespace(),
        }
    }

    /// Whether a value of this shape can be exactly `text`.
    pub fn admits(self, text: &str) -> bool {
        let whole = match self {
            Shape::Account => text.len() == 12,
            Shape::Partition => text.starts_with("aws"),
            Shape::Arn => text.starts_with("arn:"),
            _ => true,
        };
        whole && text.chars().all(|c| self.allows(c))
    }
}

/// One value that is not known, equal to itself. Cheap to clone; compared by name.
#[derive(Clone)]
pub struct Symbol(Arc<SymbolData>);

#[derive(Clone)]
struct SymbolData {
    name: String,
    shape: Shape,
    class: Option<String>,
    nonempty: bool,
    identity: bool,
    why: Why,
}

impl Symbol {
    /// `name` is unique for the value within one reading: `module.kafka.aws_s3_bucket.logs.id`.
    pub fn new(name: impl Into<String>, why: Why) -> Symbol {
        Symbol(Arc::new(SymbolData {
            name: name.into(),
            shape: Shape::Any,
            class: None,
            nonempty: false,
            identity: true,
            why,
        }))
    }

    /// A value that is not even equal to itself, since it cannot be said what it is made of.
    pub fn anonymous(why: Why) -> Symbol {
        let mut symbol = Symbol::new(String::new(), why);
        Arc::make_mut(&mut symbol.0).identity = false;
        symbol
    }

    pub fn shaped(mut self, shape: Shape) -> Symbol {
        Arc::make_mut(&mut self.0).shape = shape;
        self
    }

    /// Two different symbols of one class are never equal: the keys of two resources.
    pub fn unique_in(mut self, class: impl Into<String>) -> Symbol {
        Arc::make_mut(&mut self.0).class = Some(class.into());
        self
    }

    /// Never null and never the empty string.
    pub fn nonempty(mut self) -> Symbol {
        Arc::make_mut(&mut self.0).nonempty = true;
        self
    }

    /// The same value, unknown for a further reason.
    pub fn with_why(mut self, why: Why) -> Symbol {
        Arc::make_mut(&mut self.0).why = why;
        self
    }

    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub fn shape(&self) -> Shape {
        self.0.shape
    }

    pub fn class(&self) -> Option<&str> {
        self.0.class.as_deref()
    }

    pub fn is_nonempty(&self) -> bool {
        self.0.nonempty
    }

    /// Whether the symbol is equal to itself.
    pub fn has_identity(&self) -> bool {
        self.0.identity
    }

    pub fn why(&self) -> &Why {
        &self.0.why
    }

    pub fn same(&self, other: &Symbol) -> bool {
        self.0.identity && other.0.identity && self.0.name == other.0.name
    }

    /// Certainly two different values.
    pub fn differs(&self, other: &Symbol) -> bool {
        self.class().is_some() && self.class() == other.class() && !self.same(other)
    }
}

impl PartialEq for Symbol {
    fn eq(&self, other: &Symbol) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.same(other)
    }
}

impl Eq for Symbol {}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${{{}}}", self.0.name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Known characters; `Pos` is the source byte of the first one, where the characters stand in
    /// the source one to one.
    Literal(String, Option<Pos>),
    Symbol(Symbol),
}

/// Partly known text. Equality of the type is structural: ask `equals` for the truth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<Part>);

impl Text {
    pub fn new() -> Text {
        Text::default()
    }

    pub fn literal(text: impl Into<String>) -> Text {
        Text::literal_at(text, None)
    }

    pub fn literal_at(text: impl Into<String>, at: Option<Pos>) -> Text {
        let mut result = Text::new();
        result.push_literal(text, at);
        result
    }

    pub fn symbol(symbol: Symbol) -> Text {
        Text(vec![Part::Symbol(symbol)])
    }

    pub fn push_literal(&mut self, text: impl Into<String>, at: Option<Pos>) {
        let text = text.into();
        if text.is_empty() {
            return;
        }
        if let Some(Part::Literal(last, start)) = self.0.last_mut() {
            let follows = match (&*start, at) {
                (None, None) => true,
                (Some(start), Some(at)) => {
                    start.file == at.file && start.offset as usize + last.len() == at.offset as usize
                }
                _ => false,
            };
            if follows {
                last.push_str(&text);
                return;
            }
        }
        self.0.push(Part::Literal(text, at));
    }

    pub fn push_symbol(&mut self, symbol: Symbol) {
        self.0.push(Part::Symbol(symbol));
    }

    pub fn push(&mut self, other: &Text) {
        for part in &other.0 {
            match part {
                Part::Literal(text, at) => self.push_literal(text.clone(), *at),
                Part::Symbol(symbol) => self.push_symbol(symbol.clone()),
            }
        }
    }

    #[must_use]
    pub fn with(mut self, literal: &str) -> Text {
        self.push_literal(literal, None);
        self
    }

    #[must_use]
    pub fn then(mut self, other: &Text) -> Text {
        self.push(other);
        self
    }

    /// Bytes of what is known.
    pub fn length(&self) -> usize {
        self.0.iter().map(|part| if let Part::Literal(text, _) = part { text.len() } else { 0 }).sum()
    }

    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// The whole text, if all of it is known.
    pub fn known(&self) -> Option<String> {
        self.0
            .iter()
            .map(|part| match part {
                Part::Literal(text, _) => Some(text.as_str()),
                Part::Symbol(_) => None,
            })
            .collect()
    }

    /// The text is one symbol and nothing else.
    pub fn as_symbol(&self) -> Option<&Symbol> {
        match self.0.as_slice() {
            [Part::Symbol(symbol)] => Some(symbol),
            _ => None,
        }
    }

    pub fn symbols(&self) -> impl Iterator<Item = &Symbol> {
        self.0.iter().filter_map(|part| match part {
            Part::Symbol(symbol) => Some(symbol),
            Part::Literal(..) => None,
        })
    }

    /// Why the text is not known as a whole: the reasons of all its symbols.
    pub fn why(&self) -> Option<Why> {
        self.symbols().map(|symbol| symbol.why().clone()).reduce(|a, b| a.and(&b))
    }

    /// The place of the first literal character that stands in a source.
    pub fn at(&self) -> Option<Pos> {
        self.0.iter().find_map(|part| match part {
            Part::Literal(_, at) => *at,
            Part::Symbol(_) => None,
        })
    }

    pub fn is_empty(&self) -> Truth {
        let empty_so_far = self.0.iter().all(|part| matches!(part, Part::Symbol(s) if !s.is_nonempty()));
        match self.why() {
            _ if !empty_so_far => Truth::No,
            Some(why) => Truth::Unknown(why),
            None => Truth::Yes,
        }
    }

    /// Whether both are the same characters.
    pub fn equals(&self, other: &Text) -> Truth {
        equality(self, other, |a, b| a == b)
    }

    /// Whether both are the same characters, ASCII case aside.
    pub fn equals_ignoring_case(&self, other: &Text) -> Truth {
        equality(self, other, |a, b| a.eq_ignore_ascii_case(&b))
    }

    /// Cuts at every `separator` among the known characters. A symbol that may itself contain the
    /// separator stays inside its piece, so the number of pieces is a lower bound then.
    pub fn split(&self, separator: char) -> Vec<Text> {
        let mut pieces = vec![Text::new()];
        for part in &self.0 {
            match part {
                Part::Symbol(symbol) => {
                    if let Some(last) = pieces.last_mut() {
                        last.push_symbol(symbol.clone());
                    }
                }
                Part::Literal(text, at) => {
                    let mut offset = 0;
                    for (i, piece) in text.split(separator).enumerate() {
                        if i > 0 {
                            pieces.push(Text::new());
                        }
                        let at = at.map(|at| Pos { offset: at.offset + offset, ..at });
                        if let Some(last) = pieces.last_mut() {
                            last.push_literal(piece, at);
                        }
                        offset += u32::try_from(piece.len() + separator.len_utf8()).unwrap_or(u32::MAX);
                    }
                }
            }
        }
        pieces
    }

    /// The span of the literal characters, from the first to the last that stand in one source.
    pub fn span(&self) -> Option<Span> {
        self.0
            .iter()
            .filter_map(|part| match part {
                Part::Literal(text, Some(at)) => {
                    let start = at.offset as usize;
                    Some(Span::new(at.file, start..start + text.len()))
                }
                _ => None,
            })
            .reduce(Span::to)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::literal(text)
    }
}

/// Known characters as they are, symbols as `${name}`.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.0 {
            match part {
                Part::Literal(text, _) => f.write_str(text)?,
                Part::Symbol(symbol) if symbol.name().is_empty() => f.write_str("${…}")?,
                Part::Symbol(symbol) => write!(f, "${{{}}}", symbol.name())?,
            }
        }
        Ok(())
    }
}

#[derive(Clone)]
enum Token<'a> {
    Char(char),
    Symbol(&'a Symbol),
}

fn tokens(text: &Text) -> Vec<Token<'_>> {
    let mut result = Vec::new();
    for part in &text.0 {
        match part {
            Part::Literal(text, _) => result.extend(text.chars().map(Token::Char)),
            Part::Symbol(symbol) => result.push(Token::Symbol(symbol)),
        }
    }
    result
}

/// Strips what is equal from both ends, then looks whether the rest can be equal at all.
fn equality(left: &Text, right: &Text, same_char: fn(char, char) -> bool) -> Truth {
    let (left, right) = (tokens(left), tokens(right));
    let same = |a: &Token, b: &Token| match (a, b) {
        (Token::Char(a), Token::Char(b)) => same_char(*a, *b),
        (Token::Symbol(a), Token::Symbol(b)) => a.same(b),
        _ => false,
    };
    let start = left.iter().zip(&right).take_while(|(a, b)| same(a, b)).count();
    let (left, right) = (left.get(start..).unwrap_or_default(), right.get(start..).unwrap_or_default());
    let end = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let left = left.get(..left.len() - end).unwrap_or_default();
    let right = right.get(..right.len() - end).unwrap_or_default();
    if left.is_empty() && right.is_empty() {
        return Truth::Yes;
    }
    let symbols: Vec<&Symbol> = left
        .iter()
        .chain(right)
        .filter_map(|token| match token {
            Token::Symbol(symbol) => Some(*symbol),
            Token::Char(_) => None,
        })
        .collect();
    let Some(why) = symbols.iter().map(|symbol| symbol.why().clone()).reduce(|a, b| a.and(&b)) else {
        return Truth::No;
    };
    let clash = |pair: (Option<&Token>, Option<&Token>)| match pair {
        (Some(Token::Char(a)), Some(Token::Char(b))) => !same_char(*a, *b),
        _ => false,
    };
    if clash((left.first(), right.first())) || clash((left.last(), right.last())) {
        return Truth::No;
    }
    match (left, right) {
        ([Token::Symbol(a)], [Token::Symbol(b)]) if a.differs(b) => return Truth::No,
        ([], rest) | (rest, []) => {
            let solid = |token: &Token| match token {
                Token::Char(_) => true,
                Token::Symbol(symbol) => symbol.is_nonempty(),
            };
            if rest.iter().any(solid) {
                return Truth::No;
            }
        }
        ([Token::Symbol(symbol)], rest) | (rest, [Token::Symbol(symbol)]) => {
            let mut literal = String::new();
            let mut whole = true;
            for token in rest {
                match token {
                    // `EU-WEST-1` is a Region where case does not count.
                    Token::Char(c) if same_char('a', 'A') => literal.push(c.to_ascii_lowercase()),
                    Token::Char(c) => literal.push(*c),
                    Token::Symbol(_) => whole = false,
                }
            }
            if !literal.chars().all(|c| symbol.shape().allows(c)) {
                return Truth::No;
            }
            if whole && !symbol.shape().admits(&literal) {
                return Truth::No;
            }
        }
        _ => {}
    }
    Truth::Unknown(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn var(name: &str) -> Symbol {
        Symbol::new(name, Why::new(format!("`{name}` has no value")))
    }

    fn text(parts: &[&str]) -> Text {
        let mut result = Text::new();
        for part in parts {
            match part.strip_prefix('$') {
                Some(name) => result.push_symbol(var(name)),
                None => result.push_literal(*part, None),
            }
        }
        result
    }

    #[test]
    fn equal_parts_are_equal_whatever_they_stand_for() {
        assert!(text(&["$a", "-logs"]).equals(&text(&["$a", "-", "logs"])).is_yes());
        assert!(text(&["arn:", "$a"]).equals(&text(&["arn:", "$a"])).is_yes());
    }

    #[test]
    fn a_stray_character_is_certain() {
        assert!(text(&["$a", "-logs}"]).equals(&text(&["$a", "-logs"])).is_no());
        assert!(text(&["x-", "$a"]).equals(&text(&["y-", "$a"])).is_no());
        assert!(text(&["x", "$a"]).equals(&text(&["y", "$b"])).is_no());
    }

    #[test]
    fn a_symbol_may_be_any_literal_of_its_shape() {
        assert!(text(&["$a"]).equals(&text(&["logs"])).why().is_some());
        let account = Text::symbol(var("account").shaped(Shape::Account));
        assert!(account.equals(&text(&["logs"])).is_no());
        assert!(account.equals(&text(&["12345"])).is_no());
        assert!(account.equals(&text(&["123456789012"])).why().is_some());
    }

    #[test]
    fn a_shape_has_no_case_where_case_does_not_count() {
        let region = Text::symbol(var("region").shaped(Shape::Region));
        assert!(region.equals(&text(&["EU-WEST-1"])).is_no());
        assert!(region.equals_ignoring_case(&text(&["EU-WEST-1"])).why().is_some());
        assert!(region.equals_ignoring_case(&text(&["EU_WEST_1"])).is_no());
    }

    #[test]
    fn symbols_of_one_class_differ_and_anonymous_ones_are_never_equal() {
        let key = |name: &str| Text::symbol(var(name).unique_in("kms key"));
        assert!(key("a").equals(&key("b")).is_no());
        assert!(key("a").equals(&key("a")).is_yes());
        let nameless = Text::symbol(Symbol::anonymous(Why::new("`uuid` gives a new value each time")));
        assert!(nameless.equals(&nameless.clone()).why().is_some());
    }

    #[test]
    fn emptiness_is_three_valued() {
        assert!(text(&[]).is_empty().is_yes());
        assert!(text(&["x"]).is_empty().is_no());
        assert!(text(&["$a"]).is_empty().why().is_some());
        assert!(Text::symbol(var("id").nonempty()).is_empty().is_no());
    }

    #[test]
    fn pieces_keep_their_places() {
        let at = |offset| Some(Pos { file: crate::FileId(0), offset });
        let pieces = Text::literal_at("ab:c", at(10)).split(':');
        assert_eq!(pieces, [Text::literal_at("ab", at(10)), Text::literal_at("c", at(13))]);
    }
}
