//! Names that are given twice. Terraform takes the last of two equal keys in an object, and refuses
//! two equal arguments; the parser gives up on both. Masking one of them lets it go on.

use super::scan::{Kind, Scan, Stop, skip_trivia};
use std::ops::Range;

/// The text with blanks in place of a range. Line ends stay, so all other places do as well.
pub(super) fn masked(text: &str, range: Range<usize>) -> String {
    let mut result = String::with_capacity(text.len());
    result.push_str(text.get(..range.start).unwrap_or_default());
    for c in text.get(range.clone()).unwrap_or_default().chars() {
        match c {
            '\n' | '\r' => result.push(c),
            c => result.extend(std::iter::repeat_n(' ', c.len_utf8())),
        }
    }
    result.push_str(text.get(range.end..).unwrap_or_default());
    result
}

/// The whole argument that begins at `at`.
pub(super) fn argument(text: &str, at: usize) -> Option<Range<usize>> {
    let mut scan = Scan::new(text, at);
    while scan.run(b"\n") == Stop::Closed {}
    (scan.at > at).then_some(at..scan.at)
}

/// The first member of an object that has the same key as the one at `at`, with its comma.
pub(super) fn earlier_member(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text.get(..at)?;
    let mut scan = Scan::new(before, 0);
    while matches!(scan.run(&[]), Stop::Closed) {}
    let object = scan.open().last().filter(|open| open.kind == Kind::Brace)?;
    let key = key(text, at)?;
    let mut start = object.at + 1;
    loop {
        start = skip_trivia(before, start, true);
        let mut scan = Scan::new(before, start);
        let stop = loop {
            match scan.run(b",\n") {
                Stop::Closed => {}
                stop => break stop,
            }
        };
        if stop != Stop::At {
            return None;
        }
        let comma = text.as_bytes().get(scan.at) == Some(&b',');
        let end = if comma { scan.at + 1 } else { scan.at };
        if self::key(text, start) == Some(key) {
            return Some(start..end);
        }
        start = scan.at + 1;
    }
}

fn key(text: &str, at: usize) -> Option<&str> {
    let mut scan = Scan::new(text, at);
    while scan.run(b"=:\n") == Stop::Closed {}
    text.get(at..scan.at).map(str::trim)
}
