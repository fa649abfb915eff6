//! Cuts a stream of bytes into records without parsing them. Takes chunks of any size; keeps no more
//! than one record.
//!
//! The records are the elements of `Records` or `Events` in an object, those of a list, or one JSON
//! text after another.

use memchr::{memchr, memchr3};

/// Larger records are not read. AWS allows an event to have 256 KB, or 1 MB where it is enriched.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// Members whose elements are the records: log files, `lookup-events`, `filter-log-events`.
const LISTS: [&[u8]; 3] = [b"\"Records\"", b"\"Events\"", b"\"events\""];

/// Levels in which brackets are told apart; below them they are only counted.
const TOLD_APART: usize = 128;

#[derive(Debug)]
pub enum Piece<'a> {
    Record(Record<'a>),
    Trouble(Trouble),
}

/// The bytes of a JSON object, from brace to brace.
#[derive(Debug)]
pub struct Record<'a> {
    /// Counted from 1.
    pub number: u64,
    /// In bytes, from the begin of the stream.
    pub offset: u64,
    /// It stands in a list that calls itself one of records.
    pub is_listed: bool,
    pub bytes: &'a [u8],
}

/// Something that cannot be read as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub offset: u64,
    pub text: String,
}

#[derive(Debug, Default)]
pub struct Splitter {
    /// Of the chunk's first byte.
    offset: u64,
    within: Within,
    /// Open brackets: a bit for each, 1 for a list, the innermost one last.
    brackets: u128,
    depth: usize,
    mode: Mode,
    item: Option<Item>,
    /// What came of the item in earlier chunks.
    carried: Vec<u8>,
    number: u64,
    /// Something other than white space was seen.
    is_begun: bool,
}

/// Where the next byte stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Structure,
    Text,
    Escape,
    /// A number, `true`, or nonsense.
    Word,
    /// Behind trouble, until a line begins with a bracket.
    Line,
    LineStart,
    /// Nothing more is read.
    Nothing,
}

/// Where the records are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Texts,
    List,
    /// The list of records of an object.
    Listed,
    /// Behind that list.
    Rest,
}

#[derive(Clone, Copy, Debug)]
struct Item {
    offset: u64,
    is_object: bool,
    is_too_large: bool,
}

type Out<'o> = dyn FnMut(Piece<'_>) + 'o;

impl Splitter {
    /// Records that were seen so far.
    pub fn count(&self) -> u64 {
        self.number
    }

    /// Whether nothing that follows can be told any more.
    pub fn is_over(&self) -> bool {
        self.within == Within::Nothing
    }

    pub fn push(&mut self, chunk: &[u8], out: &mut Out<'_>) {
        let (mut at, mut start) = (0, 0);
        while let Some(byte) = chunk.get(at).copied() {
            at = match self.within {
                Within::Structure => self.structure(chunk, at, byte, &mut start, out),
                Within::Text => self.text(chunk, at, out),
                Within::Escape => {
                    self.within = Within::Text;
                    at + 1
                }
                Within::Word => self.word(at, byte, out),
                Within::Line => match memchr(b'\n', chunk.get(at..).unwrap_or_default()) {
                    Some(found) => {
                        self.within = Within::LineStart;
                        at + found + 1
                    }
                    None => chunk.len(),
                },
                Within::LineStart => {
                    let begins = matches!(byte, b'{' | b'[');
                    self.within = if begins { Within::Structure } else { Within::Line };
                    at
                }
                Within::Nothing => break,
            };
        }
        self.carry(chunk.get(start..).unwrap_or_default());
        self.offset += chunk.len() as u64;
    }

    /// What is still open at the end of the stream.
    pub fn finish(&mut self, out: &mut Out<'_>) {
        match (self.within, self.item) {
            (Within::Nothing | Within::Line | Within::LineStart, _) => {}
            (Within::Word, Some(item)) => self.end_other(item, out),
            (_, Some(item)) => {
                let text = format!("the file ends inside of record {}", self.number + 1);
                out(Piece::Trouble(Trouble { offset: item.offset, text }));
            }
            (_, None) if self.depth > 0 => {
                let text = "the file ends before its list of records does".to_owned();
                out(Piece::Trouble(Trouble { offset: self.offset, text }));
            }
            (_, None) if !self.is_begun => {
                out(Piece::Trouble(Trouble { offset: 0, text: "the file is empty".to_owned() }));
            }
            (_, None) => {}
        }
        self.within = Within::Nothing;
    }

    fn base(&self) -> Option<usize> {
        match self.mode {
            Mode::Texts => Some(0),
            Mode::List => Some(1),
            Mode::Listed => Some(2),
            Mode::Rest => None,
        }
    }

    fn structure(
        &mut self,
        chunk: &[u8],
        at: usize,
        byte: u8,
        start: &mut usize,
        out: &mut Out<'_>,
    ) -> usize {
        if self.item.is_none() && self.mode != Mode::Rest {
            return self.between(at, byte, start, out);
        }
        match byte {
            b'"' => self.within = Within::Text,
            b'{' if self.mode == Mode::Texts && self.is_misplaced(chunk, at) => {
                self.give_up(at, "a line begins with an object where none can stand", out);
                self.within = Within::LineStart;
                return at;
            }
            b'{' => self.open(false),
            b'[' => {
                let is_list = self.depth == 1 && self.mode == Mode::Texts;
                let before = chunk.get(*start..at).unwrap_or_default();
                self.open(true);
                if is_list && lists_records(before, &self.carried) {
                    (self.mode, self.item) = (Mode::Listed, None);
                    self.carried.clear();
                }
            }
            b'}' | b']' => {
                if !self.close(byte == b']') {
                    self.give_up(at, "this bracket does not close what was opened last", out);
                } else if self.base() == Some(self.depth) {
                    self.end(chunk.get(*start..=at).unwrap_or_default(), out);
                } else if self.depth == 0 {
                    self.mode = Mode::Texts;
                }
            }
            _ => {}
        }
        at + 1
    }

    /// A byte beside the records.
    fn between(&mut self, at: usize, byte: u8, start: &mut usize, out: &mut Out<'_>) -> usize {
        let offset = self.offset + at as u64;
        if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') || is_mark(byte, offset) {
            return at + 1;
        }
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        let item = Item { offset, is_object: byte == b'{', is_too_large: false };
        match byte {
            b'{' => {
                (self.item, *start) = (Some(item), at);
                self.open(false);
            }
            b'[' if self.mode == Mode::Texts => {
                self.mode = Mode::List;
                self.open(true);
            }
            _ if is_first => {
                let text = "is no JSON: a log begins with `{` or `[`".to_owned();
                out(Piece::Trouble(Trouble { offset, text }));
                self.within = Within::Nothing;
            }
            b',' => {}
            b']' if self.mode != Mode::Texts => {
                self.close(true);
                self.mode = if self.mode == Mode::Listed { Mode::Rest } else { Mode::Texts };
            }
            b'}' | b']' => self.give_up(at, "this bracket closes nothing", out),
            _ if self.mode == Mode::Texts => self.give_up(at, "a JSON object is expected here", out),
            _ => {
                (self.item, *start) = (Some(item), at);
                match byte {
                    b'[' => self.open(true),
                    b'"' => self.within = Within::Text,
                    _ => self.within = Within::Word,
                }
            }
        }
        at + 1
    }

    fn text(&mut self, chunk: &[u8], at: usize, out: &mut Out<'_>) -> usize {
        let rest = chunk.get(at..).unwrap_or_default();
        let Some(found) = memchr3(b'"', b'\\', b'\n', rest) else { return chunk.len() };
        let at = at + found;
        match chunk.get(at) {
            Some(b'"') => {
                self.within = Within::Structure;
                // A record that is a string.
                if let Some(item) = self.item.filter(|item| !item.is_object)
                    && self.base() == Some(self.depth)
                {
                    self.end_other(item, out);
                }
            }
            Some(b'\\') => self.within = Within::Escape,
            _ => {
                self.give_up(at, "a string is not closed on its line", out);
                return at;
            }
        }
        at + 1
    }

    fn word(&mut self, at: usize, byte: u8, out: &mut Out<'_>) -> usize {
        match self.item {
            Some(item) if matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}') => {
                self.within = Within::Structure;
                self.end_other(item, out);
                at
            }
            _ => at + 1,
        }
    }

    /// Whether a line begins with this object, and nothing before it allows one: the record of the line
    /// above is cut.
    fn is_misplaced(&self, chunk: &[u8], at: usize) -> bool {
        let before = chunk.get(..at).unwrap_or_default();
        let mut back = before.iter().rev().chain(self.carried.iter().rev()).copied().peekable();
        let begins_line = back.peek() == Some(&b'\n');
        let in_list = self.brackets & 1 == 1;
        begins_line
            && match back.find(|byte| !byte.is_ascii_whitespace()) {
                // Where texts stand in lines, none goes on in the next one.
                Some(b':') => in_list || self.number > 0,
                Some(b',' | b'[') => !in_list,
                _ => true,
            }
    }

    fn open(&mut self, is_list: bool) {
        if self.depth < TOLD_APART {
            self.brackets = self.brackets << 1 | u128::from(is_list);
        }
        self.depth += 1;
    }

    /// Whether this bracket closes the one that was opened last.
    fn close(&mut self, is_list: bool) -> bool {
        self.depth = self.depth.saturating_sub(1);
        if self.depth >= TOLD_APART {
            return true;
        }
        let fits = self.brackets & 1 == u128::from(is_list);
        self.brackets >>= 1;
        fits
    }

    /// An item is whole; `last` is what this chunk has of it.
    fn end(&mut self, last: &[u8], out: &mut Out<'_>) {
        let Some(item) = self.item else { return };
        if !item.is_object {
            return self.end_other(item, out);
        }
        self.item = None;
        self.number += 1;
        if item.is_too_large || self.carried.len() + last.len() > LARGEST {
            let text = format!("record {} is not read: it is larger than {} MB", self.number, LARGEST >> 20);
            out(Piece::Trouble(Trouble { offset: item.offset, text }));
        } else {
            let (number, offset, is_listed) = (self.number, item.offset, self.mode == Mode::Listed);
            let record = |bytes| Piece::Record(Record { number, offset, is_listed, bytes });
            if self.carried.is_empty() {
                out(record(last));
            } else {
                self.carried.extend_from_slice(last);
                out(record(&self.carried));
            }
        }
        self.carried.clear();
    }

    fn end_other(&mut self, item: Item, out: &mut Out<'_>) {
        self.item = None;
        self.carried.clear();
        self.number += 1;
        let text = format!("record {} is no JSON object", self.number);
        out(Piece::Trouble(Trouble { offset: item.offset, text }));
    }

    /// Keeps the part of an item that this chunk ends with.
    fn carry(&mut self, part: &[u8]) {
        let Some(item) = &mut self.item else { return };
        if item.is_too_large || !item.is_object {
        } else if self.carried.len() + part.len() > LARGEST {
            item.is_too_large = true;
            self.carried = Vec::new();
        } else {
            self.carried.extend_from_slice(part);
        }
    }

    /// What follows has no certain structure. Texts in lines go on with the next line.
    fn give_up(&mut self, at: usize, text: &str, out: &mut Out<'_>) {
        let offset = self.offset + at as u64;
        let in_lines = self.mode == Mode::Texts;
        let rest = if in_lines { "" } else { "; the rest of the file is not read" };
        let number = match self.item {
            Some(_) => {
                self.number += 1;
                format!(" in record {}", self.number)
            }
            None => String::new(),
        };
        out(Piece::Trouble(Trouble { offset, text: format!("{text}{number}{rest}") }));
        self.item = None;
        self.carried.clear();
        (self.depth, self.brackets) = (0, 0);
        self.within = if in_lines { Within::Line } else { Within::Nothing };
    }
}

/// The bytes of a byte order mark.
fn is_mark(byte: u8, offset: u64) -> bool {
    matches!((offset, byte), (0, 0xef) | (1, 0xbb) | (2, 0xbf))
}

/// Whether an object, of which these bytes were read, goes on with the list of its records.
fn lists_records(chunk: &[u8], carried: &[u8]) -> bool {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let mut back = chunk.iter().rev().chain(carried.iter().rev()).copied().skip_while(is_space);
    if back.next() != Some(b':') {
        return false;
    }
    let key: Vec<u8> = back.skip_while(is_space).take(10).collect();
    LISTS.iter().any(|list| key.iter().zip(list.iter().rev()).filter(|(a, b)| a == b).count() == list.len())
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
