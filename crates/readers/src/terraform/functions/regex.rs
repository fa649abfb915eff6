//! `regex`, `regexall` and `replace` with a pattern: Go's syntax, rewritten into Rust's. What the
//! two understand differently is not computed.

use super::call::{Answer, Call, MAX_BYTES, Stop, bounded, bounded_bytes, fault, unknown};
use crate::value::{Flavor, Value};
use ::regex::{Captures, Regex, RegexBuilder};
use std::collections::BTreeSet;

const MAX_PATTERN: usize = 20_000;
/// The longest text that is searched, and up to where a text counts as short.
const MAX_TEXT: usize = 1_000_000;
const SHORT_TEXT: usize = 20_000;
/// Compiled size of a pattern for short and for long texts: the search costs both together.
const MAX_COMPILED: (usize, usize) = (1_000_000, 50_000);
/// Bytes that all searches for the matches in one text may pass.
const MAX_PASSED: usize = 400_000_000;

pub(super) fn regex(call: &mut Call<'_>) -> Answer {
    let (pattern, text) = (call.string(0)?, call.string(1)?);
    let pattern = compile(&pattern, text.len())?;
    let groups = Groups::of(&pattern)?;
    match pattern.captures(&text) {
        Some(captures) => Ok(groups.value(&captures)),
        None => fault("the pattern does not match"),
    }
}

pub(super) fn regexall(call: &mut Call<'_>) -> Answer {
    let (pattern, text) = (call.string(0)?, call.string(1)?);
    let pattern = compile(&pattern, text.len())?;
    let groups = Groups::of(&pattern)?;
    let mut found = Vec::new();
    for captures in pattern.captures_iter(&text) {
        bounded(found.len())?;
        affordable(found.len(), &text)?;
        found.push(groups.value(&captures));
    }
    Ok(Value::list(Flavor::List, found))
}

/// The string with every match replaced; `$1` and `${name}` are groups.
pub(super) fn replace(pattern: &str, text: &str, with: &str) -> Answer {
    let pattern = compile(pattern, text.len())?;
    if with.contains("${") && !names_are_plain(with) {
        return unknown("the replacement has a `${` that is no group");
    }
    let mut result = String::new();
    let mut done = 0;
    for (count, captures) in pattern.captures_iter(text).enumerate() {
        affordable(count, text)?;
        let Some(found) = captures.get(0) else { continue };
        result.push_str(text.get(done..found.start()).unwrap_or_default());
        captures.expand(with, &mut result);
        done = found.end();
        bounded_bytes(result.len())?;
    }
    result.push_str(text.get(done..).unwrap_or_default());
    Ok(Value::string(result))
}

fn names_are_plain(with: &str) -> bool {
    with.split("${").skip(1).all(|rest| match rest.split_once('}') {
        Some((name, _)) => !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
        None => false,
    })
}

/// What a match gives: the text itself, or its groups by number or by name.
enum Groups {
    None,
    Numbered,
    Named(Vec<String>),
}

impl Groups {
    fn of(pattern: &Regex) -> Result<Groups, Stop> {
        let count = pattern.captures_len() - 1;
        let names: Vec<String> = pattern.capture_names().flatten().map(str::to_owned).collect();
        match names.len() {
            0 if count == 0 => Ok(Groups::None),
            0 => Ok(Groups::Numbered),
            named if named == count => Ok(Groups::Named(names)),
            _ => fault("the pattern mixes groups with and without names"),
        }
    }

    fn value(&self, captures: &Captures<'_>) -> Value {
        let group = |found: Option<::regex::Match<'_>>| match found {
            Some(found) => Value::string(found.as_str()),
            None => Value::null(),
        };
        match self {
            Groups::None => group(captures.get(0)),
            Groups::Numbered => Value::tuple(captures.iter().skip(1).map(group).collect()),
            Groups::Named(names) => {
                Value::object(names.iter().map(|name| (name.clone(), group(captures.name(name)))))
            }
        }
    }
}

/// Every search for a further match may run to the end of the text.
fn affordable(searches: usize, text: &str) -> Result<(), Stop> {
    if searches.saturating_mul(text.len()) > MAX_PASSED {
        return unknown("the text is too long to be searched for all matches");
    }
    Ok(())
}

fn compile(pattern: &str, length: usize) -> Result<Regex, Stop> {
    if length > MAX_TEXT {
        return unknown(format!("the text is longer than {MAX_TEXT} bytes"));
    }
    if pattern.len() > MAX_PATTERN {
        return unknown(format!("the pattern is longer than {MAX_PATTERN} bytes"));
    }
    let rewritten = Rewriter::new(pattern).run()?;
    let mut builder = RegexBuilder::new(&rewritten);
    let size = if length <= SHORT_TEXT { MAX_COMPILED.0 } else { MAX_COMPILED.1 };
    builder.size_limit(size).dfa_size_limit(MAX_BYTES);
    match builder.build() {
        Ok(regex) => Ok(regex),
        Err(::regex::Error::CompiledTooBig(_)) => unknown("the pattern is too large"),
        Err(_) => fault("the pattern is not a regular expression"),
    }
}

struct Rewriter<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    out: String,
    depth: usize,
    /// Something stands before that a repetition can apply to, and whether it is one itself.
    repeatable: bool,
    repeated: bool,
    names: BTreeSet<String>,
}

const STRANGE: &str = "the pattern uses syntax that msklint does not follow";

impl<'a> Rewriter<'a> {
    fn new(pattern: &'a str) -> Rewriter<'a> {
        let rest = pattern.chars().peekable();
        Rewriter {
            rest,
            out: String::new(),
            depth: 0,
            repeatable: false,
            repeated: false,
            names: BTreeSet::new(),
        }
    }

    fn run(mut self) -> Result<String, Stop> {
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => self.escape()?,
                '[' => {
                    self.class()?;
                    self.atom();
                }
                '(' => self.group()?,
                ')' => {
                    let Some(depth) = self.depth.checked_sub(1) else {
                        return fault("the pattern has a `)` too many");
                    };
                    self.depth = depth;
                    self.out.push(')');
                    self.atom();
                }
                '|' => {
                    self.out.push('|');
                    (self.repeatable, self.repeated) = (false, false);
                }
                '*' | '+' | '?' => self.repetition(&c.to_string())?,
                '{' => match self.bounds()? {
                    Some(bounds) => self.repetition(&bounds)?,
                    None => {
                        self.out.push_str("\\{");
                        self.atom();
                    }
                },
                c => {
                    // Harmless where white space and comments are not special.
                    self.out.push(c);
                    self.atom();
                }
            }
        }
        if self.depth > 0 {
            return fault("the pattern has a `(` that is not closed");
        }
        Ok(self.out)
    }

    fn atom(&mut self) {
        (self.repeatable, self.repeated) = (true, false);
    }

    fn repetition(&mut self, sign: &str) -> Result<(), Stop> {
        if !self.repeatable {
            return fault("the pattern repeats nothing");
        }
        if self.repeated {
            return fault("the pattern repeats a repetition");
        }
        self.out.push_str(sign);
        if self.rest.next_if_eq(&'?').is_some() {
            self.out.push('?');
        }
        self.repeated = true;
        Ok(())
    }

    /// `{2}`, `{2,}` or `{2,5}` behind the brace; anything else is plain text.
    fn bounds(&mut self) -> Result<Option<String>, Stop> {
        let mut ahead = self.rest.clone();
        let mut bounds = String::from("{");
        loop {
            match ahead.next() {
                Some(c @ ('0'..='9' | ',')) => bounds.push(c),
                Some('}') => break,
                _ => return Ok(None),
            }
        }
        let inner = bounds.trim_start_matches('{');
        let (low, high) = inner.split_once(',').unwrap_or((inner, inner));
        if low.is_empty() || high.contains(',') {
            return Ok(None);
        }
        let too_many =
            |count: &str| !count.is_empty() && count.parse::<u32>().map_or(true, |count| count > 1000);
        if too_many(low) || too_many(high) {
            return fault("the pattern repeats more than 1000 times");
        }
        bounds.push('}');
        self.rest = ahead;
        Ok(Some(bounds))
    }

    fn group(&mut self) -> Result<(), Stop> {
        self.depth += 1;
        if self.depth > 100 {
            return unknown(STRANGE);
        }
        self.out.push('(');
        (self.repeatable, self.repeated) = (false, false);
        if self.rest.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        self.out.push('?');
        let named = self.rest.next_if_eq(&'P').is_some();
        if self.rest.next_if_eq(&'<').is_some() {
            let name: String = std::iter::from_fn(|| self.rest.next_if(|c| *c != '>')).collect();
            let valid = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if self.rest.next().is_none() || !valid {
                return fault("the pattern has a group with an invalid name");
            }
            if name.starts_with(|c: char| c.is_ascii_digit()) || !self.names.insert(name.clone()) {
                return unknown(STRANGE);
            }
            self.out.push_str(&format!("P<{name}>"));
            return Ok(());
        }
        if named {
            return fault("the pattern has a group with an invalid name");
        }
        self.flags()
    }

    fn flags(&mut self) -> Result<(), Stop> {
        loop {
            match self.rest.next() {
                Some(c @ ('i' | 'm' | 's' | 'U' | '-')) => self.out.push(c),
                Some(':') => {
                    self.out.push(':');
                    return Ok(());
                }
                Some(')') => {
                    self.out.push(')');
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(());
                }
                // Looking ahead and behind, among others.
                _ => return fault("the pattern uses a group that Terraform does not know"),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Stop> {
        let Some(c) = self.rest.next() else { return fault("the pattern ends in a backslash") };
        match c {
            'd' => self.out.push_str("[0-9]"),
            'D' => self.out.push_str("[^0-9]"),
            'w' => self.out.push_str("[0-9A-Za-z_]"),
            'W' => self.out.push_str("[^0-9A-Za-z_]"),
            's' => self.out.push_str("[\\t\\n\\f\\r ]"),
            'S' => self.out.push_str("[^\\t\\n\\f\\r ]"),
            'b' => self.out.push_str("(?-u:\\b)"),
            'A' | 'z' | 'a' | 'f' | 't' | 'n' | 'r' | 'v' => self.out.extend(['\\', c]),
            'x' => self.hex()?,
            'Q' => {
                self.quoted();
                return Ok(());
            }
            // Unicode classes depend on the version of the tables, octal digits on the reader.
            'p' | 'P' | 'B' | 'C' | '0'..='9' => return unknown(STRANGE),
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => {
                self.out.push_str(&::regex::escape(c.encode_utf8(&mut [0; 4])));
            }
            _ => return fault(format!("the pattern has an unknown escape `\\{c}`")),
        }
        self.atom();
        Ok(())
    }

    fn hex(&mut self) -> Result<(), Stop> {
        let digits: String = if self.rest.next_if_eq(&'{').is_some() {
            let digits = std::iter::from_fn(|| self.rest.next_if(|c| *c != '}')).collect();
            self.rest.next();
            digits
        } else {
            self.rest.by_ref().take(2).collect()
        };
        match u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32) {
            Some(c) => self.out.push_str(&format!("\\x{{{:x}}}", u32::from(c))),
            None => return fault("the pattern has an invalid `\\x`"),
        }
        Ok(())
    }

    /// Up to `\E`, nothing is special.
    fn quoted(&mut self) {
        while let Some(c) = self.rest.next() {
            if c == '\\' && self.rest.next_if_eq(&'E').is_some() {
                return;
            }
            self.out.push_str(&::regex::escape(c.encode_utf8(&mut [0; 4])));
            self.atom();
        }
    }

    /// Within brackets Rust gives a meaning to more characters than Go.
    fn class(&mut self) -> Result<(), Stop> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            let Some(c) = self.rest.next() else { return fault("the pattern has a `[` that is not closed") };
            match c {
                ']' if !first => {
                    self.out.push(']');
                    return Ok(());
                }
                '[' if self.rest.peek() == Some(&':') => self.posix()?,
                '\\' => self.escape_in_class()?,
                '-' => self.out.push('-'),
                c if c.is_ascii_punctuation() => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                c => self.out.push(c),
            }
            if self.rest.peek() == Some(&'-') {
                let mut ahead = self.rest.clone();
                ahead.next();
                if ahead.peek() == Some(&'-') {
                    return unknown(STRANGE);
                }
            }
            first = false;
        }
    }

    fn posix(&mut self) -> Result<(), Stop> {
        let mut name = String::from("[");
        for c in self.rest.by_ref() {
            name.push(c);
            if name.ends_with(":]") && name.len() > 3 {
                self.out.push_str(&name);
                return Ok(());
            }
            if name.len() > 12 {
                break;
            }
        }
        unknown(STRANGE)
    }

    fn escape_in_class(&mut self) -> Result<(), Stop> {
        let Some(c) = self.rest.next() else { return fault("the pattern ends in a backslash") };
        match c {
            'd' => self.out.push_str("0-9"),
            'w' => self.out.push_str("0-9A-Za-z_"),
            's' => self.out.push_str("\\t\\n\\f\\r "),
            'D' => self.out.push_str("[^0-9]"),
            'W' => self.out.push_str("[^0-9A-Za-z_]"),
            'S' => self.out.push_str("[^\\t\\n\\f\\r ]"),
            'a' | 'f' | 't' | 'n' | 'r' | 'v' => self.out.extend(['\\', c]),
            'x' => self.hex()?,
            'p' | 'P' | '0'..='9' => return unknown(STRANGE),
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => {
                self.out.push_str(&::regex::escape(c.encode_utf8(&mut [0; 4])));
            }
            _ => return fault(format!("the pattern has an unknown escape `\\{c}`")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, error, text};

    #[test]
    fn only_known_texts_are_searched() {
        check("regex", &[text(&["a+"]), text(&["xaa"])], r#""aa""#);
        check("regex", &[text(&["a+"]), text(&["a", "$var.x"])], r#"<regex("a+", "a${var.x}")>"#);
        check("regexall", &[text(&["a+"]), text(&["$var.x"])], r#"<regexall("a+", var.x)!>"#);
        check(
            "replace",
            &[text(&["$var.x"]), text(&["/a/"]), text(&["b"])],
            r#""${replace(var.x, "/a/", "b")}""#,
        );
    }

    #[test]
    fn what_the_two_languages_read_differently_is_unknown() {
        check("regex", &[text(&[r"\pL"]), text(&["é"])], r#"<regex("\\pL", "é")>"#);
        check("regex", &[text(&["[a&&b]"]), text(&["&"])], r#""&""#);
        check("regex", &[text(&["a{,2}"]), text(&["a{,2}"])], r#""a{,2}""#);
        error(
            "regex",
            &[text(&["(?=a)"]), text(&["a"])],
            "`regex`: the pattern uses a group that Terraform does not know",
        );
    }

    #[test]
    fn patterns_are_bounded() {
        check(
            "regex",
            &[text(&["(((a{100}){100}){100})"]), text(&["a"])],
            r#"<regex("(((a{100}){100}){100})", "a")>"#,
        );
        check("regex", &[text(&[&"(".repeat(30_000)]), text(&["a"])], "<?>");
        check(
            "regex",
            &[text(&[&"(".repeat(150)]), text(&["a"])],
            &format!("<regex({:?}, \"a\")>", "(".repeat(150)),
        );
    }
}
