//! `regex`, `regexall` and `replace` with a pattern: Go's syntax, and Go's choice among matches. One
//! engine on every host, whose time is counted in steps.

mod program;
mod search;
mod set;
mod syntax;

use super::call::{Answer, Call, Stop, bounded, bounded_bytes, fault, unknown};
use crate::value::{Flavor, Value};
use program::{Step, program};
use search::{Places, Search};
use syntax::Pattern;

const MAX_PATTERN: usize = 20_000;
const MAX_TEXT: usize = 1_000_000;
/// Steps of a pattern, and entries that all of them note.
const MAX_STEPS: usize = 20_000;
const MAX_NOTED: usize = 1_000_000;
/// Steps that all searches in one text may take.
const MAX_TAKEN: usize = 50_000_000;

pub(super) fn regex(call: &mut Call<'_>) -> Answer {
    let (pattern, text) = (call.string(0)?, call.string(1)?);
    let compiled = Compiled::new(&pattern, &text)?;
    let groups = compiled.groups()?;
    match compiled.matches(&text).next() {
        Some(found) => Ok(groups.value(&found?, &text)),
        None => fault("the pattern does not match"),
    }
}

pub(super) fn regexall(call: &mut Call<'_>) -> Answer {
    let (pattern, text) = (call.string(0)?, call.string(1)?);
    let compiled = Compiled::new(&pattern, &text)?;
    let groups = compiled.groups()?;
    let mut all = Vec::new();
    for found in compiled.matches(&text) {
        bounded(all.len())?;
        all.push(groups.value(&found?, &text));
    }
    Ok(Value::list(Flavor::List, all))
}

/// The string with every match replaced; `$1` and `${name}` are groups.
pub(super) fn replace(pattern: &str, text: &str, with: &str) -> Answer {
    let compiled = Compiled::new(pattern, text)?;
    let (mut result, mut done) = (String::new(), 0);
    for found in compiled.matches(text) {
        let found = found?;
        let Some((start, end)) = entry(&found, 0) else { continue };
        result.push_str(text.get(done..start).unwrap_or_default());
        compiled.expand(with, &found, text, &mut result)?;
        done = end;
        bounded_bytes(result.len())?;
    }
    result.push_str(text.get(done..).unwrap_or_default());
    Ok(Value::string(result))
}

/// Where a group begins and ends, by its number; the whole match is the first.
fn entry(found: &Places, number: usize) -> Option<(usize, usize)> {
    let at = |entry: usize| found.get(entry).copied().flatten();
    Some((at(2 * number)?, at(2 * number + 1)?))
}

fn part<'t>(found: &Places, number: usize, text: &'t str) -> Option<&'t str> {
    let (start, end) = entry(found, number)?;
    text.get(start..end)
}

/// What a match gives: the text itself, or its groups by number or by name.
enum Groups<'c> {
    None,
    Numbered(usize),
    Named(Vec<&'c str>),
}

impl Groups<'_> {
    fn value(&self, found: &Places, text: &str) -> Value {
        let group = |number: usize| part(found, number, text).map_or_else(Value::null, Value::string);
        match self {
            Groups::None => group(0),
            Groups::Numbered(count) => Value::tuple((1..=*count).map(group).collect()),
            Groups::Named(names) => {
                let named = names.iter().zip(1..);
                Value::object(named.map(|(name, number)| ((*name).to_owned(), group(number))))
            }
        }
    }
}

struct Compiled {
    pattern: Pattern,
    steps: Vec<Step>,
}

impl Compiled {
    /// For searches in a text.
    fn new(pattern: &str, text: &str) -> Result<Compiled, Stop> {
        if text.len() > MAX_TEXT {
            return unknown(format!("the text is longer than {MAX_TEXT} bytes"));
        }
        if pattern.len() > MAX_PATTERN {
            return unknown(format!("the pattern is longer than {MAX_PATTERN} bytes"));
        }
        let pattern = syntax::parse(pattern)?;
        let noted = pattern.groups.len() + 1;
        match program(&pattern, MAX_STEPS.min(MAX_NOTED / noted)) {
            Some(steps) => Ok(Compiled { pattern, steps }),
            None => unknown("the pattern is too large"),
        }
    }

    fn groups(&self) -> Result<Groups<'_>, Stop> {
        let groups = &self.pattern.groups;
        let names: Vec<&str> = groups.iter().flatten().map(String::as_str).collect();
        match names.len() {
            0 if groups.is_empty() => Ok(Groups::None),
            0 => Ok(Groups::Numbered(groups.len())),
            named if named == groups.len() => Ok(Groups::Named(names)),
            _ => fault("the pattern mixes groups with and without names"),
        }
    }

    /// One match behind the other. None of them is empty where the one before ends.
    fn matches<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Result<Places, Stop>> + 't {
        let width = 2 * (self.pattern.groups.len() + 1);
        let mut search = Search { steps: &self.steps, sets: &self.pattern.sets, width, left: MAX_TAKEN };
        let (mut from, mut last) = (Some(0), None);
        std::iter::from_fn(move || {
            loop {
                let at = from?;
                let Ok(found) = search.find(text, at) else {
                    from = None;
                    return Some(unknown("the text takes too long to be searched"));
                };
                let found = found?;
                let (start, end) = entry(&found, 0)?;
                let is_new = end > at || last != Some(start);
                from = if end > at { Some(end) } else { behind(text, at) };
                last = Some(end);
                if is_new {
                    return Some(Ok(found));
                }
            }
        })
    }

    /// Writes a replacement: `$1` and `${name}` are groups, empty where there is none, `$$` is a dollar
    /// sign.
    fn expand(&self, with: &str, found: &Places, text: &str, out: &mut String) -> Result<(), Stop> {
        let mut rest = with;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            if let Some(after) = after.strip_prefix('$') {
                out.push('$');
                rest = after;
                continue;
            }
            let inner = after.strip_prefix('{').unwrap_or(after);
            let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let (name, behind) = inner.split_at(inner.find(|c| !is_word(c)).unwrap_or(inner.len()));
            if behind.starts_with(|c: char| !c.is_ascii()) {
                return unknown("the replacement has a `$` before letters beyond ASCII");
            }
            let behind = if inner.len() < after.len() { behind.strip_prefix('}') } else { Some(behind) };
            let Some(behind) = behind.filter(|_| !name.is_empty()) else {
                out.push('$');
                rest = after;
                continue;
            };
            let group = self.group(name).and_then(|number| part(found, number, text));
            out.push_str(group.unwrap_or_default());
            bounded_bytes(out.len())?;
            rest = behind;
        }
        out.push_str(rest);
        Ok(())
    }

    fn group(&self, name: &str) -> Option<usize> {
        let is_number = name.bytes().all(|c| c.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
        if is_number {
            return name.parse().ok();
        }
        let names = (1..).zip(&self.pattern.groups);
        names.into_iter().find(|(_, group)| group.as_deref() == Some(name)).map(|(number, _)| number)
    }
}

/// The place one character further on.
fn behind(text: &str, at: usize) -> Option<usize> {
    Some(at + text.get(at..)?.chars().next()?.len_utf8())
}

#[cfg(test)]
mod tests;
