//! The short syntax of the AWS CLI: `BrokerLogs={S3={Enabled=true,Bucket=logs}}`.

use crate::value::{Flavor, Kind, List, Member, Object, Shared, Value};
use model::known::{FileId, Part, Pos, Span, Symbol, Text};
use std::collections::BTreeMap;

/// Braces within each other.
const DEPTH: usize = 32;

/// One character, and where it stands.
#[derive(Clone)]
enum Piece {
    Char(char, Option<Pos>),
    Symbol(Symbol),
}

/// What is wrong, and where.
pub(super) type Fault = (&'static str, Option<Span>);

pub(super) fn parse(text: &Text) -> Result<Value, Fault> {
    let mut pieces = Vec::new();
    for part in text.parts() {
        match part {
            Part::Literal(text, at) => pieces.extend(text.char_indices().map(|(offset, c)| {
                let further = u32::try_from(offset).unwrap_or(u32::MAX);
                let at = at.map(|at| Pos { offset: at.offset.saturating_add(further), ..at });
                Piece::Char(c, at)
            })),
            Part::Symbol(symbol) => pieces.push(Piece::Symbol(symbol.clone())),
        }
    }
    let mut parser = Parser { pieces, at: 0 };
    let members = parser.members(0)?;
    match parser.pieces.get(parser.at) {
        None => Ok(object(members, text.span())),
        Some(_) => Err(("`,` is expected here", parser.here())),
    }
}

struct Parser {
    pieces: Vec<Piece>,
    at: usize,
}

type Members = BTreeMap<String, Member>;

fn object(members: Members, span: Option<Span>) -> Value {
    Value::new(Kind::Object(Shared::new(Object { members, is_map: false, open: None })), span)
}

impl Parser {
    fn peek(&self) -> Option<char> {
        match self.pieces.get(self.at) {
            Some(Piece::Char(c, _)) => Some(*c),
            _ => None,
        }
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn here(&self) -> Option<Span> {
        let place = |at: usize| match self.pieces.get(at) {
            Some(Piece::Char(c, Some(pos))) => Some(span(pos.file, pos.offset, pos.offset + width(*c))),
            _ => None,
        };
        place(self.at).or_else(|| self.at.checked_sub(1).and_then(place))
    }

    fn members(&mut self, depth: usize) -> Result<Members, Fault> {
        if depth > DEPTH {
            return Err(("nested too deeply to be read", self.here()));
        }
        let mut members = Members::new();
        loop {
            self.blanks();
            let start = self.at;
            while self.peek().is_some_and(|c| c.is_alphanumeric() || "_-.:/".contains(c)) {
                self.at += 1;
            }
            let (name, key) = (self.literal(start, self.at), self.span(start, self.at));
            if name.is_empty() || !self.eat('=') {
                return Err(("`name=value` is expected here", self.here()));
            }
            let value = self.value(depth)?;
            members.insert(name, Member { key, value });
            self.blanks();
            if !self.eat(',') {
                return Ok(members);
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, Fault> {
        self.blanks();
        let start = self.at;
        if self.eat('{') {
            self.blanks();
            let members = if self.peek() == Some('}') { Members::new() } else { self.members(depth + 1)? };
            self.blanks();
            return match self.eat('}') {
                true => Ok(object(members, self.span(start, self.at))),
                false => Err(("this `{` is not closed", self.span(start, start + 1))),
            };
        }
        if self.eat('[') {
            return self.list(start, depth);
        }
        if let Some(quote @ ('"' | '\'')) = self.peek() {
            self.at += 1;
            let from = self.at;
            while self.at < self.pieces.len() && self.peek() != Some(quote) {
                self.at += 1;
            }
            let text = self.text(from, self.at);
            return match self.eat(quote) {
                true => Ok(Value::text(text).at(self.span(start, self.at))),
                false => Err(("what begins here has no end", self.span(start, start + 1))),
            };
        }
        while self.at < self.pieces.len() && !matches!(self.peek(), Some(',' | '}' | ']')) {
            self.at += 1;
        }
        Ok(Value::text(self.text(start, self.at)).at(self.span(start, self.at)))
    }

    fn list(&mut self, start: usize, depth: usize) -> Result<Value, Fault> {
        if depth > DEPTH {
            return Err(("nested too deeply to be read", self.here()));
        }
        let mut items = Vec::new();
        self.blanks();
        while self.at < self.pieces.len() && self.peek() != Some(']') {
            items.push(self.value(depth + 1)?);
            self.blanks();
            if !self.eat(',') {
                break;
            }
            self.blanks();
        }
        if !self.eat(']') {
            return Err(("this `[` is not closed", self.span(start, start + 1)));
        }
        let list = List { flavor: Flavor::Tuple, items, open: None, loose: false };
        Ok(Value::new(Kind::List(Shared::new(list)), self.span(start, self.at)))
    }

    fn text(&self, from: usize, to: usize) -> Text {
        let mut text = Text::new();
        for piece in self.pieces.get(from..to).unwrap_or_default() {
            match piece {
                Piece::Char(c, at) => text.push_literal(c.to_string(), *at),
                Piece::Symbol(symbol) => text.push_symbol(symbol.clone()),
            }
        }
        text
    }

    fn literal(&self, from: usize, to: usize) -> String {
        self.text(from, to).known().unwrap_or_default()
    }

    /// From the first to the last character that stands in a source.
    fn span(&self, from: usize, to: usize) -> Option<Span> {
        let mut places = self.pieces.get(from..to)?.iter().filter_map(|piece| match piece {
            Piece::Char(c, Some(pos)) => Some(span(pos.file, pos.offset, pos.offset + width(*c))),
            _ => None,
        });
        let first = places.next()?;
        Some(places.next_back().map_or(first, |last| first.to(last)))
    }
}

fn span(file: FileId, start: u32, end: u32) -> Span {
    Span { file, start, end }
}

fn width(c: char) -> u32 {
    u32::try_from(c.len_utf8()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::encode;

    fn check(text: &str, expected: &str) {
        let at = Some(Pos { file: FileId(0), offset: 0 });
        let got = match parse(&Text::literal_at(text, at)) {
            Ok(value) => encode(&value).to_string(),
            Err((fault, span)) => {
                format!("{fault}: {}", span.and_then(|span| span.of(text)).unwrap_or("nowhere"))
            }
        };
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn structures_and_lists() {
        check("A=b,C=d", r#"{"A":"b","C":"d"}"#);
        check("A={B={C=x y,D=''}}, E=[1, {F=g}]", r#"{"A":{"B":{"C":"x y","D":""}},"E":["1",{"F":"g"}]}"#);
        check("A=\"x,y\",B={}", r#"{"A":"x,y","B":{}}"#);
        check("Bucket=acme-logs,Prefix=msk/a", r#"{"Bucket":"acme-logs","Prefix":"msk/a"}"#);
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        check("A={B=c", "this `{` is not closed: {");
        check("A=b}", "`,` is expected here: }");
        check("just words", "`name=value` is expected here:  ");
        check("A=[b", "this `[` is not closed: [");
        check("A='b", "what begins here has no end: '");
        check("", "`name=value` is expected here: nowhere");
        assert!(parse(&Text::literal("A={".repeat(10_000))).is_err());
    }
}
