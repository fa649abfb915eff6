//! Where the characters of a scalar stand in the source: folding, indentation and escapes make the
//! two differ.

use model::known::{FileId, Pos, Text};
use std::iter::Peekable;
use std::str::CharIndices;

/// `written` is the scalar in the source, `value` what YAML makes of it; `start` is the offset of
/// `written`. What cannot be told apart stays without a place.
pub(super) fn align(file: FileId, start: usize, written: &str, value: &str, quoted: bool) -> Text {
    let pos = |offset: usize| u32::try_from(start + offset).ok().map(|offset| Pos { file, offset });
    let inner = written.get(1..written.len().saturating_sub(1));
    if written == value {
        return Text::literal_at(value, pos(0));
    }
    if quoted && inner == Some(value) {
        return Text::literal_at(value, pos(1));
    }
    let mut runs = Runs { text: Text::new(), run: String::new(), at: None };
    let mut source = written.char_indices().peekable();
    if quoted {
        source.next();
    }
    let mut values = value.chars().peekable();
    while let Some(wanted) = values.peek().copied() {
        match source.peek().copied() {
            Some((at, c)) if c == wanted && c != '\\' => {
                runs.push(c, pos(at), c.len_utf8());
                source.next();
                values.next();
            }
            Some((_, '\\')) if quoted && written.starts_with('"') => {
                if escape(&mut source) {
                    runs.push(wanted, None, 0);
                    values.next();
                }
            }
            Some((at, '\\')) if wanted == '\\' => {
                runs.push('\\', pos(at), 1);
                source.next();
                values.next();
            }
            // Indentation and line ends that are no part of the value; the second of two quotes.
            Some((_, c)) if c.is_ascii_whitespace() || (c == '\'' && quoted) => {
                source.next();
            }
            // A line end of the value that stands for a fold.
            Some(_) if wanted.is_ascii_whitespace() => {
                runs.push(wanted, None, 0);
                values.next();
            }
            _ => {
                values.by_ref().for_each(|c| runs.push(c, None, 0));
            }
        }
    }
    runs.flush();
    runs.text
}

/// Passes an escape; `false` for one that joins two lines and stands for nothing.
fn escape(source: &mut Peekable<CharIndices<'_>>) -> bool {
    source.next();
    let digits = match source.next() {
        Some((_, '\n' | '\r')) | None => return false,
        Some((_, 'x')) => 2,
        Some((_, 'u')) => 4,
        Some((_, 'U')) => 8,
        Some(_) => 0,
    };
    for _ in 0..digits {
        source.next();
    }
    true
}

/// Characters that follow each other in the source go into one part.
struct Runs {
    text: Text,
    run: String,
    /// Where the run begins and where it ends.
    at: Option<(Pos, u32)>,
}

impl Runs {
    fn push(&mut self, c: char, at: Option<Pos>, width: usize) {
        let follows = match (self.at, at) {
            (Some((_, end)), Some(at)) => end == at.offset,
            (None, None) => true,
            _ => false,
        };
        if !follows {
            self.flush();
        }
        self.run.push(c);
        let width = u32::try_from(width).unwrap_or(0);
        self.at = at.map(|at| (self.at.map_or(at, |(start, _)| start), at.offset.saturating_add(width)));
    }

    fn flush(&mut self) {
        self.text.push_literal(std::mem::take(&mut self.run), self.at.map(|(start, _)| start));
        self.at = None;
    }
}
