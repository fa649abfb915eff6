//! A scan over HCL that knows strings with nested templates, heredocs and comments, and so finds
//! where brackets close without parsing. Does not recurse.

use std::ops::Range;

/// Walks over the bytes of a text, keeping what is open.
pub(super) struct Scan<'a> {
    text: &'a str,
    pub at: usize,
    open: Vec<Open>,
    /// The first thing that went wrong: what, and at which byte.
    pub fault: Option<(&'static str, usize)>,
    /// The steps that it takes to compare all keys of each object with each other, if counted.
    pub effort: Option<usize>,
    pub outline: Option<Outline>,
}

/// Comments, and what is between brackets or is a heredoc, in the order of their ends.
#[derive(Debug, Default)]
pub struct Outline {
    pub comments: Vec<Range<usize>>,
    pub enclosed: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    pub kind: Kind,
    /// The byte that opened it.
    pub at: usize,
    /// Signs of members.
    members: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Brace,
    Paren,
    Bracket,
    Quote,
    /// `${` or `%{`.
    Sequence,
    Heredoc,
}

/// Why a scan stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// At one of the bytes that were asked for, not passed yet.
    At,
    /// Behind the bracket that closed the first one that was open.
    Closed,
    /// At a closing bracket to which nothing belongs.
    Stray,
    End,
}

impl<'a> Scan<'a> {
    pub fn new(text: &'a str, at: usize) -> Scan<'a> {
        Scan { text, at, open: Vec::new(), fault: None, effort: None, outline: None }
    }

    /// What is open, from the outside in.
    pub fn open(&self) -> &[Open] {
        &self.open
    }

    /// Goes on to one of `stops` outside of all brackets, or until all brackets are closed.
    pub fn run(&mut self, stops: &[u8]) -> Stop {
        loop {
            let stop = match self.open.last().map(|open| open.kind) {
                Some(Kind::Quote) => self.quote(),
                Some(Kind::Heredoc) => self.heredoc(),
                _ => self.code(stops),
            };
            if let Some(stop) = stop {
                return stop;
            }
        }
    }

    fn finish(&mut self) {
        loop {
            match self.run(&[]) {
                Stop::End => break,
                Stop::Stray | Stop::At => self.at += 1,
                Stop::Closed => {}
            }
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn code(&mut self, stops: &[u8]) -> Option<Stop> {
        let stops = match self.effort {
            Some(_) => b"=:",
            None if self.open.is_empty() => stops,
            None => &[],
        };
        let wanted = |b: &u8| {
            matches!(b, b'"' | b'#' | b'/' | b'<' | b'{' | b'}' | b'(' | b')' | b'[' | b']')
                || (!stops.is_empty() && stops.contains(b))
        };
        let rest = self.rest();
        let Some(found) = rest.iter().position(wanted) else {
            self.at = self.text.len();
            return Some(Stop::End);
        };
        self.at += found;
        let (byte, next) = (rest.get(found).copied().unwrap_or_default(), rest.get(found + 1).copied());
        match byte {
            b if stops.contains(&b) => {
                let Some(open) = self.open.last_mut().filter(|_| self.effort.is_some()) else {
                    return Some(Stop::At);
                };
                open.members += 1;
                self.at += 1;
            }
            b'"' => self.push(Kind::Quote, 1),
            b'{' => self.push(Kind::Brace, 1),
            b'(' => self.push(Kind::Paren, 1),
            b'[' => self.push(Kind::Bracket, 1),
            b'#' => self.line_comment(),
            b'/' if next == Some(b'/') => self.line_comment(),
            b'/' if next == Some(b'*') => self.block_comment(),
            b'<' if next == Some(b'<') => self.heredoc_start(),
            b'}' | b')' | b']' => return self.close(byte),
            _ => self.at += 1,
        }
        None
    }

    fn push(&mut self, kind: Kind, width: usize) {
        self.open.push(Open { kind, at: self.at, members: 0 });
        self.at += width;
    }

    /// A brace closes whatever is open inside of it; another bracket that fits nothing is passed by.
    fn close(&mut self, byte: u8) -> Option<Stop> {
        let fits = |open: &Open| match byte {
            b'}' => matches!(open.kind, Kind::Brace | Kind::Sequence),
            b')' => open.kind == Kind::Paren,
            _ => open.kind == Kind::Bracket,
        };
        let Some(top) = self.open.last() else { return Some(Stop::Stray) };
        let mut len = self.open.len() - 1;
        if !fits(top) {
            let (text, at) = match (byte, top.kind) {
                (b'}', Kind::Paren) => ("this `(` is not closed", top.at),
                (b'}', _) => ("this `[` is not closed", top.at),
                (b')', _) => ("this `)` closes nothing", self.at),
                _ => ("this `]` closes nothing", self.at),
            };
            self.fault.get_or_insert((text, at));
            if byte != b'}' {
                self.at += 1;
                return None;
            }
            let Some(inner) = self.open.iter().rposition(fits) else { return Some(Stop::Stray) };
            len = inner;
        }
        self.at += 1;
        if let Some(effort) = &mut self.effort {
            *effort = effort.saturating_add(top.members.saturating_mul(top.members));
        }
        if let (Some(outline), Some(open)) = (&mut self.outline, self.open.get(len)) {
            outline.enclosed.push(open.at..self.at);
        }
        self.open.truncate(len);
        self.open.is_empty().then_some(Stop::Closed)
    }

    fn line_comment(&mut self) {
        let (start, rest) = (self.at, self.rest());
        self.at += rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
        self.comment(start);
    }

    fn comment(&mut self, start: usize) {
        if let Some(outline) = &mut self.outline {
            outline.comments.push(start..self.at);
        }
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        match rest.get(2..).and_then(|inner| inner.find("*/")) {
            Some(len) => self.at += len + 4,
            None => {
                self.fault.get_or_insert(("this comment is not closed", start));
                self.at = self.text.len();
            }
        }
        self.comment(start);
    }

    fn heredoc_start(&mut self) {
        match marker(self.text.get(self.at..).unwrap_or_default()) {
            Some((_, len)) => self.push(Kind::Heredoc, len),
            None => self.at += 2,
        }
    }

    fn quote(&mut self) -> Option<Stop> {
        let rest = self.rest();
        let wanted = |b: &u8| matches!(b, b'"' | b'\\' | b'$' | b'%' | b'\n');
        let Some(found) = rest.iter().position(wanted) else {
            self.at = self.text.len();
            return Some(Stop::End);
        };
        self.at += found;
        match rest.get(found) {
            Some(b'"') => {
                self.open.pop();
                self.at += 1;
            }
            Some(b'\n') => {
                if let Some(quote) = self.open.pop() {
                    self.fault.get_or_insert(("this string is not closed on its line", quote.at));
                }
            }
            Some(b'\\') => self.at = (self.at + 2).min(self.text.len()),
            _ => self.sequence(),
        }
        None
    }

    /// At a `$` or `%` of a template.
    fn sequence(&mut self) {
        match self.rest() {
            [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => self.at += 3,
            [_, b'{', ..] => self.push(Kind::Sequence, 2),
            _ => self.at += 1,
        }
    }

    fn heredoc(&mut self) -> Option<Stop> {
        let rest = self.rest();
        let at_start = self.text.as_bytes().get(self.at.saturating_sub(1)) == Some(&b'\n');
        let line = rest.iter().position(|b| *b == b'\n');
        if at_start && self.ends_heredoc(line) {
            let open = self.open.pop();
            self.at += line.unwrap_or(rest.len());
            if let (Some(outline), Some(open)) = (&mut self.outline, open) {
                outline.enclosed.push(open.at..self.at);
            }
            return None;
        }
        let end = line.map_or(rest.len(), |newline| newline + 1);
        let text = rest.get(..end).unwrap_or_default();
        match text.iter().position(|b| matches!(b, b'$' | b'%')) {
            Some(found) => {
                self.at += found;
                self.sequence();
            }
            None => {
                self.at += end;
                if line.is_none() {
                    return Some(Stop::End);
                }
            }
        }
        None
    }

    fn ends_heredoc(&self, line: Option<usize>) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let line = rest.get(..line.unwrap_or(rest.len())).unwrap_or_default();
        let opening = self.open.last().map_or(0, |open| open.at);
        marker(self.text.get(opening..).unwrap_or_default()).is_some_and(|(name, _)| name == line.trim())
    }
}

pub fn outline(text: &str) -> Outline {
    let mut scan = Scan { outline: Some(Outline::default()), ..Scan::new(text, 0) };
    scan.finish();
    scan.outline.unwrap_or_default()
}

/// The steps that the parser takes to look for equal keys in the objects of a text.
pub(super) fn effort(text: &str) -> usize {
    let mut scan = Scan { effort: Some(0), ..Scan::new(text, 0) };
    scan.finish();
    scan.effort.unwrap_or_default()
}

/// The marker of the heredoc that `text` begins with, and the length of its first line.
fn marker(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix("<<")?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let name = word(rest)?;
    let behind = rest.get(name.len()..)?;
    let end = behind.strip_prefix('\r').unwrap_or(behind).strip_prefix('\n')?;
    Some((name, text.len() - end.len()))
}

/// The identifier that `text` begins with.
pub(super) fn word(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    if !(first == '_' || first.is_alphabetic()) {
        return None;
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(text.len());
    text.get(..end)
}

/// The offset of the first byte from `at` on that is neither white space nor a comment. Goes on
/// over line ends if `lines`; stops at a comment that is not closed.
pub(super) fn skip_trivia(text: &str, at: usize, lines: bool) -> usize {
    let mut scan = Scan::new(text, at);
    loop {
        let rest = scan.rest();
        let space = |b: &&u8| matches!(b, b' ' | b'\t' | b'\r') || (lines && **b == b'\n');
        scan.at += rest.iter().take_while(space).count();
        match scan.rest() {
            [b'#', ..] | [b'/', b'/', ..] => scan.line_comment(),
            [b'/', b'*', ..] => {
                let rest = text.get(scan.at..).unwrap_or_default();
                let within = if lines { Some(rest) } else { rest.lines().next() };
                let Some(end) = within.and_then(|rest| rest.get(2..)?.find("*/")) else { return scan.at };
                scan.at += end + 4;
            }
            _ => return scan.at,
        }
    }
}
