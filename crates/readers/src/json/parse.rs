//! The JSON parser: RFC 8259 to the letter, except that symbols may stand in strings and in place
//! of values, members and elements.

use super::{Node, NodeKind, NodeMember, Parsed, Problem};
use crate::value::Value;
use model::known::{FileId, Part, Pos, Span, Symbol, Text, Why};
use std::borrow::Cow;

/// Levels of lists and objects.
const DEPTH: usize = 128;

/// Stands for a symbol in the joined text. JSON never contains it raw, so it is not mistaken.
const MARK: char = '\0';

/// Reads partly known text. Where a symbol outside of strings may have changed the meaning of what
/// follows it, a failure is no certain failure and the value is unknown.
pub fn parse(text: &Text) -> Result<Parsed, Problem> {
    let mut parser = Parser::over(text);
    let node = match parser.document() {
        Ok(node) => node,
        Err(problem) => {
            let symbol = parser.passed.as_ref().ok_or(problem)?;
            let value = Value::unknown(symbol.why().clone()).at(text.span());
            return Ok(Parsed { value, duplicates: Vec::new() });
        }
    };
    Ok(node.into_parsed())
}

/// Reads a whole file.
pub fn parse_source(file: FileId, text: &str) -> Result<Parsed, Problem> {
    tree(file, text).map(Node::into_parsed)
}

/// Reads a whole file and keeps the order of members and equal keys.
pub fn tree(file: FileId, text: &str) -> Result<Node, Problem> {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let run = Run { start: 0, len: text.len(), at: Pos { file, offset: 0 } };
    let mut parser =
        Parser { text: Cow::Borrowed(text), runs: vec![run], symbols: Vec::new(), at: bom, passed: None };
    parser.document()
}

struct Parser<'a> {
    /// All parts of the text in a row, a mark for each symbol.
    text: Cow<'a, str>,
    runs: Vec<Run>,
    /// By the offset of their marks.
    symbols: Vec<(usize, Symbol)>,
    at: usize,
    /// The first symbol that was met outside of strings.
    passed: Option<Symbol>,
}

/// Bytes that stand in a source one to one.
struct Run {
    start: usize,
    len: usize,
    at: Pos,
}

type Read<T> = Result<T, Problem>;

impl<'a> Parser<'a> {
    fn over(text: &Text) -> Parser<'a> {
        let (mut joined, mut runs, mut symbols) = (String::new(), Vec::new(), Vec::new());
        for part in text.parts() {
            match part {
                Part::Symbol(symbol) => {
                    symbols.push((joined.len(), symbol.clone()));
                    joined.push(MARK);
                }
                Part::Literal(text, at) => {
                    if let Some(at) = *at {
                        runs.push(Run { start: joined.len(), len: text.len(), at });
                    }
                    joined.push_str(text);
                }
            }
        }
        Parser { text: Cow::Owned(joined), runs, symbols, at: 0, passed: None }
    }

    fn document(&mut self) -> Read<Node> {
        self.space();
        let node = self.value(0)?;
        self.space();
        if self.symbol().is_some() {
            return self.fail("not JSON as a whole");
        }
        match self.peek() {
            None => Ok(node),
            Some(_) => self.fail("the JSON text ends here, but more follows"),
        }
    }

    fn value(&mut self, depth: usize) -> Read<Node> {
        let start = self.at;
        if depth > DEPTH {
            return self.fail("nested too deeply to be read");
        }
        let kind = match self.peek() {
            Some(b'"') => NodeKind::Text(self.string()?),
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'-' | b'0'..=b'9' | b'a'..=b'z') => self.word()?,
            Some(0) if self.symbol_at(start).is_some() => self.bare(start)?,
            Some(_) => return self.fail("a JSON value is expected here"),
            None => return self.fail("the JSON text ends where a value is expected"),
        };
        Ok(Node { kind, span: self.span(start, self.at) })
    }

    fn object(&mut self, depth: usize) -> Read<NodeKind> {
        let opening = self.at;
        self.at += 1;
        let (mut members, mut open) = (Vec::new(), None);
        loop {
            let symbols = self.symbols_here(&mut open);
            match self.peek() {
                Some(b'}') if members.is_empty() || symbols => break,
                Some(b'"') => members.push(self.member(depth)?),
                Some(b',') if symbols => {}
                Some(_) => return self.fail("a name in double quotes is expected here"),
                None => return self.unclosed(opening, "this `{` is not closed"),
            }
            let symbols = self.symbols_here(&mut open);
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                Some(_) if symbols => {}
                Some(_) => return self.fail("`,` or `}` is expected here"),
                None => return self.unclosed(opening, "this `{` is not closed"),
            }
        }
        self.at += 1;
        Ok(NodeKind::Object(members, open))
    }

    fn member(&mut self, depth: usize) -> Read<NodeMember> {
        let start = self.at;
        let key = self.string()?;
        let span = self.span(start, self.at);
        self.space();
        if self.peek() != Some(b':') {
            return self.fail("`:` is expected here");
        }
        self.at += 1;
        self.space();
        Ok(NodeMember { key, span, value: self.value(depth + 1)? })
    }

    fn list(&mut self, depth: usize) -> Read<NodeKind> {
        let opening = self.at;
        self.at += 1;
        let (mut items, mut open) = (Vec::new(), None);
        loop {
            self.space();
            match self.peek() {
                Some(b']') if items.is_empty() => break,
                Some(_) => items.push(self.value(depth + 1)?),
                None => return self.unclosed(opening, "this `[` is not closed"),
            }
            // What has no identity may be several elements: the unknown rest of a list.
            if let Some(Node { kind: NodeKind::Unknown(symbol), .. }) = items.last()
                && !symbol.has_identity()
            {
                open.get_or_insert_with(|| symbol.why().clone());
            }
            let symbols = self.symbols_here(&mut open);
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                Some(_) if symbols => {}
                Some(_) => return self.fail("`,` or `]` is expected here"),
                None => return self.unclosed(opening, "this `[` is not closed"),
            }
        }
        self.at += 1;
        Ok(NodeKind::List(items, open))
    }

    /// Skips white space, and symbols that may stand for any number of members or elements.
    fn symbols_here(&mut self, open: &mut Option<Why>) -> bool {
        self.space();
        let mut found = false;
        while let Some(symbol) = self.symbol() {
            open.get_or_insert_with(|| symbol.why().clone());
            found = true;
            self.space();
        }
        found
    }

    /// A value that begins with a symbol: the symbol, or something that nobody knows.
    fn bare(&mut self, start: usize) -> Read<NodeKind> {
        let Some(symbol) = self.symbol() else {
            return self.fail("a JSON value is expected here");
        };
        self.glued();
        let alone = self.at == start + MARK.len_utf8();
        Ok(NodeKind::Unknown(if alone { symbol } else { Symbol::anonymous(symbol.why().clone()) }))
    }

    /// Passes what stands beside a symbol without a separator and so belongs to it.
    fn glued(&mut self) {
        while let Some(byte) = self.peek() {
            if self.symbol().is_none() {
                if matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}' | b':' | b'"') {
                    break;
                }
                self.at += 1;
            }
        }
    }

    /// `true`, `false`, `null` or a number.
    fn word(&mut self) -> Read<NodeKind> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let inside = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
        let len = rest.iter().take_while(|b| inside(b)).count();
        self.at += len;
        if let Some(symbol) = self.symbol_at(self.at).cloned() {
            self.glued();
            return Ok(NodeKind::Unknown(Symbol::anonymous(symbol.why().clone())));
        }
        let word = self.text.get(start..start + len).unwrap_or_default();
        let kind = match word {
            "null" => NodeKind::Null,
            "true" => NodeKind::Bool(true),
            "false" => NodeKind::Bool(false),
            word if is_number(word) => NodeKind::Number(word.to_string()),
            word => {
                let text = format!("`{}` is not a JSON value", shortened(word));
                return Err(Problem::new(text, self.span(start, self.at)));
            }
        };
        Ok(kind)
    }

    fn string(&mut self) -> Read<Text> {
        let opening = self.at;
        self.at += 1;
        let mut text = Text::new();
        loop {
            let start = self.at;
            let rest = self.text.as_bytes().get(start..).unwrap_or_default();
            self.at += rest.iter().take_while(|b| !matches!(b, b'"' | b'\\' | 0..=0x1f)).count();
            self.push_raw(&mut text, start, self.at);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => text.push_literal(self.escape()?, None),
                Some(0) if self.symbol_at(self.at).is_some() => {
                    if let Some(symbol) = self.symbol_at(self.at) {
                        text.push_symbol(symbol.clone());
                    }
                    self.at += 1;
                }
                Some(b'\n' | b'\r') => {
                    return self.unclosed(opening, "this string is not closed on its line");
                }
                Some(_) => return self.fail("a control character must be escaped in JSON"),
                None => return self.unclosed(opening, "this string is not closed"),
            }
        }
        self.at += 1;
        Ok(text)
    }

    fn escape(&mut self) -> Read<String> {
        let start = self.at;
        self.at += 2;
        let c = match self.text.as_bytes().get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => {
                self.at = start;
                return self.fail("JSON knows no such escape");
            }
        };
        Ok(c.to_string())
    }

    /// One escape by number, or two that make a pair. A lone surrogate becomes U+FFFD, as in Go.
    fn unicode(&mut self, start: usize) -> Read<String> {
        let Some(first) = self.hex(start) else {
            self.at = start;
            return self.fail("`\\u` needs four hexadecimal digits");
        };
        self.at = start + 6;
        let units = match self.hex(self.at) {
            Some(second) if (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(&second) => {
                self.at += 6;
                vec![first, second]
            }
            _ => vec![first],
        };
        Ok(String::from_utf16_lossy(&units))
    }

    fn hex(&self, at: usize) -> Option<u16> {
        let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count();
    }

    fn symbol_at(&self, at: usize) -> Option<&Symbol> {
        let found = self.symbols.binary_search_by_key(&at, |(offset, _)| *offset).ok()?;
        self.symbols.get(found).map(|(_, symbol)| symbol)
    }

    /// Takes a symbol that stands outside of strings.
    fn symbol(&mut self) -> Option<Symbol> {
        let symbol = self.symbol_at(self.at)?.clone();
        self.at += MARK.len_utf8();
        self.passed.get_or_insert_with(|| symbol.clone());
        Some(symbol)
    }

    fn push_raw(&self, text: &mut Text, start: usize, end: usize) {
        let mut at = start;
        let first = self.runs.partition_point(|run| run.start + run.len <= start);
        for run in self.runs.get(first..).unwrap_or_default() {
            if run.start >= end {
                break;
            }
            let (from, to) = (run.start.max(start), (run.start + run.len).min(end));
            text.push_literal(self.text.get(at..from).unwrap_or_default(), None);
            text.push_literal(self.text.get(from..to).unwrap_or_default(), Some(run.pos(from)));
            at = to;
        }
        text.push_literal(self.text.get(at..end).unwrap_or_default(), None);
    }

    /// From the first to the last byte that stands in a source.
    fn span(&self, start: usize, end: usize) -> Option<Span> {
        let first = self.runs.partition_point(|run| run.start + run.len <= start);
        let last = self.runs.partition_point(|run| run.start < end).checked_sub(1)?;
        let (first, last) = (self.runs.get(first)?, self.runs.get(last)?);
        let (from, to) = (first.start.max(start), (last.start + last.len).min(end));
        if from >= to {
            return None;
        }
        let (from, to) = (first.pos(from), last.pos(to));
        let end = if from.file == to.file && from.offset < to.offset {
            to.offset
        } else {
            from.offset.saturating_add(1)
        };
        Some(Span { file: from.file, start: from.offset, end })
    }

    /// The place of the next character, or of the last one at the end.
    fn fail<T>(&self, text: &str) -> Read<T> {
        let (before, behind) = self.text.split_at_checked(self.at).unwrap_or((&self.text, ""));
        let next = behind.chars().next().map_or(1, char::len_utf8);
        let last = before.chars().next_back().map_or(0, char::len_utf8);
        let span = self.span(self.at, self.at + next).or_else(|| self.span(self.at - last, self.at));
        Err(Problem::new(text, span.or_else(|| self.span(0, self.text.len()))))
    }

    fn unclosed<T>(&self, opening: usize, text: &str) -> Read<T> {
        Err(Problem::new(text, self.span(opening, opening + 1)))
    }
}

impl Run {
    fn pos(&self, offset: usize) -> Pos {
        let further = u32::try_from(offset - self.start).unwrap_or(u32::MAX);
        Pos { offset: self.at.offset.saturating_add(further), ..self.at }
    }
}

fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let word = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (word, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

fn shortened(word: &str) -> String {
    match word.char_indices().nth(30) {
        Some((end, _)) => format!("{}…", word.get(..end).unwrap_or_default()),
        None => word.to_string(),
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
