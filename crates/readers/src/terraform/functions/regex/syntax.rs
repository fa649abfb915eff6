//! The syntax of Go's patterns as a tree. What Go refuses is a fault; what is not followed here, above
//! all the classes of Unicode, is unknown.

use super::set::Set;
use crate::terraform::functions::call::{Stop, fault, unknown};
use std::str::Chars;

/// Groups within groups.
const DEPTH: usize = 100;
/// How often Go lets an atom be repeated, by all the repetitions around it.
const MOST: u32 = 1000;
const OPEN: &str = "the pattern has a `[` that is not closed";
const STRANGE: &str = "the pattern uses syntax that msklint does not follow";

#[derive(Debug)]
pub(super) struct Pattern {
    pub root: Node,
    pub sets: Vec<Set>,
    /// The name of each group, if it has one.
    pub groups: Vec<Option<String>>,
}

#[derive(Debug)]
pub(super) enum Node {
    Char(char),
    /// One of a set of characters, by its number.
    Set(usize),
    Look(Look),
    /// By its number, counted from one.
    Group(usize, Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
    Repeat(Repeat, Box<Node>),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Repeat {
    pub least: u32,
    /// Without an end if absent.
    pub most: Option<u32>,
    pub greedy: bool,
}

/// What stands around a place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Look {
    Start,
    End,
    LineStart,
    LineEnd,
    Word,
    NotWord,
}

#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    fold: bool,
    lines: bool,
    dot_all: bool,
    swapped: bool,
}

/// What a repetition would apply to.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Nothing,
    Atom,
    Repetition,
    /// Something that is no atom itself.
    Unclear,
}

pub(super) fn parse(pattern: &str) -> Result<Pattern, Stop> {
    let mut parser =
        Parser { rest: pattern.chars(), flags: Flags::default(), sets: Vec::new(), groups: Vec::new() };
    let (root, _) = parser.alternatives(0)?;
    if parser.rest.next().is_some() {
        return fault("the pattern has a `)` too many");
    }
    Ok(Pattern { root, sets: parser.sets, groups: parser.groups })
}

struct Parser<'a> {
    rest: Chars<'a>,
    flags: Flags,
    sets: Vec<Set>,
    groups: Vec<Option<String>>,
}

/// A tree, and how often the counted repetitions in it repeat one atom.
type Counted = (Node, u32);

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn next_if(&mut self, wanted: char) -> bool {
        let is_next = self.peek() == Some(wanted);
        if is_next {
            self.rest.next();
        }
        is_next
    }

    /// Up to the end of the group or of the pattern.
    fn alternatives(&mut self, depth: usize) -> Result<Counted, Stop> {
        if depth > DEPTH {
            return unknown(STRANGE);
        }
        let (mut all, mut items): (Vec<Node>, Vec<Counted>) = (Vec::new(), Vec::new());
        let (mut count, mut last) = (1, Last::Nothing);
        let joined = |items: &mut Vec<Counted>| Node::All(items.drain(..).map(|item| item.0).collect());
        while let Some(c) = self.peek().filter(|c| *c != ')') {
            self.rest.next();
            let repeat = match c {
                '*' => Some((0, None)),
                '+' => Some((1, None)),
                '?' => Some((0, Some(1))),
                '{' => self.bounds()?,
                _ => None,
            };
            if let Some((least, most)) = repeat {
                let item = self.repeated(items.pop(), last, c == '{', least, most)?;
                count = count.max(item.1);
                items.push(item);
                last = Last::Repetition;
                continue;
            }
            let before = items.len();
            match c {
                '|' => all.push(joined(&mut items)),
                '(' => items.extend(self.group(depth)?),
                '\\' => self.escape(&mut items)?,
                _ => items.push((self.plain(c)?, 1)),
            }
            count = items.iter().skip(before).fold(count, |count, item| count.max(item.1));
            last = match c {
                '|' => Last::Nothing,
                _ if items.len() > before => Last::Atom,
                _ => Last::Unclear,
            };
        }
        if all.is_empty() {
            return Ok((joined(&mut items), count));
        }
        all.push(joined(&mut items));
        Ok((Node::Any(all), count))
    }

    fn plain(&mut self, c: char) -> Result<Node, Stop> {
        match c {
            '.' if self.flags.dot_all => Ok(self.set(Set::default().negated())),
            '.' => Ok(self.set(Set::of(&[('\n', '\n')]).negated())),
            '^' if self.flags.lines => Ok(Node::Look(Look::LineStart)),
            '^' => Ok(Node::Look(Look::Start)),
            '$' if self.flags.lines => Ok(Node::Look(Look::LineEnd)),
            '$' => Ok(Node::Look(Look::End)),
            '[' => self.class(),
            c => self.char(c),
        }
    }

    fn char(&mut self, c: char) -> Result<Node, Stop> {
        if !self.flags.fold {
            return Ok(Node::Char(c));
        }
        let mut set = Set::of(&[(c, c)]);
        self.fold(&mut set)?;
        Ok(self.set(set))
    }

    fn set(&mut self, mut set: Set) -> Node {
        set.tidy();
        self.sets.push(set);
        Node::Set(self.sets.len() - 1)
    }

    /// Adds the letters that differ in case, where case does not count.
    fn fold(&self, set: &mut Set) -> Result<(), Stop> {
        if self.flags.fold && !set.fold() {
            return unknown("the pattern disregards the case of letters beyond ASCII");
        }
        Ok(())
    }

    fn repeated(
        &mut self,
        item: Option<Counted>,
        last: Last,
        is_counted: bool,
        least: u32,
        most: Option<u32>,
    ) -> Result<Counted, Stop> {
        let Some((node, count)) = item.filter(|_| last != Last::Nothing) else {
            return if last == Last::Unclear {
                unknown(STRANGE)
            } else {
                fault("the pattern repeats nothing")
            };
        };
        match last {
            Last::Unclear => return unknown(STRANGE),
            Last::Repetition => return fault("the pattern repeats a repetition"),
            Last::Nothing | Last::Atom => {}
        }
        let times = if is_counted { most.unwrap_or(least) } else { 1 };
        let count = if times == 0 { 1 } else { count.saturating_mul(times) };
        if count > MOST {
            return fault("the pattern repeats more than 1000 times");
        }
        let greedy = self.next_if('?') == self.flags.swapped;
        Ok((Node::Repeat(Repeat { least, most, greedy }, Box::new(node)), count))
    }

    /// `{2}`, `{2,}` or `{2,5}` behind the brace; anything else is plain text.
    fn bounds(&mut self) -> Result<Option<(u32, Option<u32>)>, Stop> {
        let Some((inner, rest)) = self.rest.as_str().split_once('}') else { return Ok(None) };
        let (low, high) = inner.split_once(',').unwrap_or((inner, inner));
        let is_number = |text: &str| {
            text.bytes().all(|c| c.is_ascii_digit()) && (text.len() < 2 || !text.starts_with('0'))
        };
        if low.is_empty() || !is_number(low) || !is_number(high) {
            return Ok(None);
        }
        let number = |text: &str| text.parse().unwrap_or(u32::MAX);
        let (least, most) = (number(low), (!high.is_empty()).then(|| number(high)));
        if least > MOST || most.is_some_and(|most| most > MOST) {
            return fault("the pattern repeats more than 1000 times");
        }
        if most.is_some_and(|most| most < least) {
            return fault("the pattern repeats less often than it has to");
        }
        self.rest = rest.chars();
        Ok(Some((least, most)))
    }

    /// Behind its parenthesis. Flags for what follows are no group.
    fn group(&mut self, depth: usize) -> Result<Option<Counted>, Stop> {
        let (mut number, outer) = (None, self.flags);
        if !self.next_if('?') {
            self.groups.push(None);
            number = Some(self.groups.len());
        } else if let Some(name) = self.name()? {
            if self.groups.iter().flatten().any(|other| *other == name) {
                return unknown(STRANGE);
            }
            self.groups.push(Some(name));
            number = Some(self.groups.len());
        } else if self.switches()? {
            return Ok(None);
        }
        let (node, count) = self.alternatives(depth + 1)?;
        if !self.next_if(')') {
            return fault("the pattern has a `(` that is not closed");
        }
        self.flags = outer;
        Ok(Some(match number {
            Some(number) => (Node::Group(number, Box::new(node)), count),
            None => (node, count),
        }))
    }

    /// `P<name>` or `<name>`.
    fn name(&mut self) -> Result<Option<String>, Stop> {
        let text = self.rest.as_str();
        let Some(rest) = text.strip_prefix("P<").or_else(|| text.strip_prefix('<')) else { return Ok(None) };
        let named = rest.split_once('>');
        match named.filter(|(name, _)| {
            !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
        }) {
            Some((name, rest)) => {
                self.rest = rest.chars();
                Ok(Some(name.to_owned()))
            }
            None => fault("the pattern has a group with an invalid name"),
        }
    }

    /// Flags up to `:`, or up to `)`: then for all that follows, and true.
    fn switches(&mut self) -> Result<bool, Stop> {
        let (mut on, mut is_open) = (true, false);
        if self.peek() == Some(')') {
            return unknown(STRANGE);
        }
        loop {
            let flag = self.rest.next();
            match flag {
                Some('i') => self.flags.fold = on,
                Some('m') => self.flags.lines = on,
                Some('s') => self.flags.dot_all = on,
                Some('U') => self.flags.swapped = on,
                Some('-') if on => on = false,
                Some(':' | ')') if !is_open => return Ok(flag == Some(')')),
                // Looking ahead and behind, among others.
                _ => return fault("the pattern uses a group that Terraform does not know"),
            }
            is_open = flag == Some('-');
        }
    }

    /// Behind its backslash.
    fn escape(&mut self, items: &mut Vec<Counted>) -> Result<(), Stop> {
        let look = match self.peek() {
            Some('A') => Some(Look::Start),
            Some('z') => Some(Look::End),
            Some('b') => Some(Look::Word),
            Some('B') => Some(Look::NotWord),
            _ => None,
        };
        if let Some(look) = look {
            self.rest.next();
            items.push((Node::Look(look), 1));
        } else if self.next_if('Q') {
            // Up to `\E`, nothing is special.
            let text = self.rest.as_str();
            let (quoted, rest) = text.split_once("\\E").unwrap_or((text, ""));
            self.rest = rest.chars();
            for c in quoted.chars() {
                items.push((self.char(c)?, 1));
            }
        } else if let Some(set) = self.shorthand()? {
            items.push((self.set(set), 1));
        } else {
            let c = self.escaped()?;
            items.push((self.char(c)?, 1));
        }
        Ok(())
    }

    /// `\d` and its like.
    fn shorthand(&mut self) -> Result<Option<Set>, Stop> {
        let Some(c) = self.peek() else { return Ok(None) };
        let mut set = match c.to_ascii_lowercase() {
            'd' => Set::of(&[('0', '9')]),
            'w' => Set::named("word").unwrap_or_default(),
            's' => Set::of(&[('\t', '\n'), ('\x0c', '\r'), (' ', ' ')]),
            _ => return Ok(None),
        };
        self.rest.next();
        self.fold(&mut set)?;
        Ok(Some(if c.is_ascii_uppercase() { set.negated() } else { set }))
    }

    /// One character, behind its backslash.
    fn escaped(&mut self) -> Result<char, Stop> {
        let Some(c) = self.rest.next() else { return fault("the pattern ends in a backslash") };
        match c {
            'a' => Ok('\x07'),
            'f' => Ok('\x0c'),
            't' => Ok('\t'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            'v' => Ok('\x0b'),
            'x' => self.hex(),
            // Classes depend on the version of Unicode, octal digits on the reader.
            'p' | 'P' | 'C' | '0'..='9' => unknown(STRANGE),
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => Ok(c),
            _ => fault(format!("the pattern has an unknown escape `\\{c}`")),
        }
    }

    fn hex(&mut self) -> Result<char, Stop> {
        const WRONG: &str = "the pattern has an invalid `\\x`";
        let text = self.rest.as_str();
        let digits = match text.strip_prefix('{') {
            Some(inner) => inner.split_once('}'),
            None => text.split_at_checked(2),
        };
        let valid = digits.filter(|(digits, _)| {
            !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        });
        let Some((digits, rest)) = valid else { return fault(WRONG) };
        let Some(number) = u32::from_str_radix(digits, 16).ok().filter(|number| *number <= 0x10_ffff) else {
            return fault(WRONG);
        };
        self.rest = rest.chars();
        char::from_u32(number).map_or_else(|| unknown(STRANGE), Ok)
    }

    /// Behind its bracket.
    fn class(&mut self) -> Result<Node, Stop> {
        let is_negated = self.next_if('^');
        let (mut set, mut is_first) = (Set::default(), true);
        loop {
            let Some(c) = self.peek() else { return fault(OPEN) };
            if c == ']' && !is_first {
                self.rest.next();
                break;
            }
            is_first = false;
            if let Some(named) = self.posix()? {
                set.add(&named);
                continue;
            }
            let start = self.rest.clone();
            if self.next_if('\\')
                && let Some(short) = self.shorthand()?
            {
                set.add(&short);
                continue;
            }
            self.rest = start;
            let low = self.member()?;
            let mut ahead = self.rest.clone();
            let is_range = ahead.next() == Some('-') && ahead.next().is_none_or(|c| c != ']');
            let high = if is_range {
                self.rest.next();
                self.member()?
            } else {
                low
            };
            if high < low {
                return fault("the pattern has a range whose end comes before its start");
            }
            let mut range = Set::of(&[(low, high)]);
            self.fold(&mut range)?;
            set.add(&range);
        }
        Ok(self.set(if is_negated { set.negated() } else { set }))
    }

    /// One character of a class.
    fn member(&mut self) -> Result<char, Stop> {
        match self.rest.next() {
            Some('\\') => self.escaped(),
            Some(c) => Ok(c),
            None => fault(OPEN),
        }
    }

    /// `[:alpha:]` and its like, within brackets.
    fn posix(&mut self) -> Result<Option<Set>, Stop> {
        let text = self.rest.as_str();
        let Some((name, rest)) = text.strip_prefix("[:").and_then(|inner| inner.split_once(":]")) else {
            return Ok(None);
        };
        let Some(mut set) = Set::named(name.strip_prefix('^').unwrap_or(name)) else {
            return unknown(STRANGE);
        };
        self.rest = rest.chars();
        self.fold(&mut set)?;
        Ok(Some(if name.starts_with('^') { set.negated() } else { set }))
    }
}
