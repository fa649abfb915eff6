//! Partly known text laid out in a row, so that it can be searched and cut.

use model::known::{Part, Pos, Symbol, Text};
use std::ops::Range;

/// Stands for a symbol in the row.
pub(super) const MARK: char = '\0';

/// Partly known text in a row; pieces of it keep their places.
pub(super) struct Row {
    pub text: String,
    runs: Vec<Run>,
}

struct Run {
    start: usize,
    piece: Piece,
}

enum Piece {
    Literal(Option<Pos>),
    Symbol(Symbol),
}

impl Row {
    pub fn new(text: &Text) -> Row {
        let mut row = Row { text: String::new(), runs: Vec::new() };
        for part in text.parts() {
            let start = row.text.len();
            let piece = match part {
                Part::Literal(literal, at) => {
                    row.text.push_str(literal);
                    Piece::Literal(*at)
                }
                Part::Symbol(symbol) => {
                    row.text.push(MARK);
                    Piece::Symbol(symbol.clone())
                }
            };
            row.runs.push(Run { start, piece });
        }
        row
    }

    /// Whether `mark` may stand where it cannot be seen: in a symbol, or partly in one.
    pub fn may_hide(&self, mark: &str) -> bool {
        self.runs.iter().any(|run| match &run.piece {
            Piece::Literal(_) => false,
            Piece::Symbol(symbol) => {
                let before = self.text.get(..run.start).unwrap_or_default();
                let behind = self.text.get(run.start + MARK.len_utf8()..).unwrap_or_default();
                reaches_into(mark, before, symbol, behind)
            }
        })
    }

    pub fn cut(&self, range: Range<usize>) -> Text {
        let mut text = Text::new();
        let first = self.runs.partition_point(|run| run.start <= range.start).saturating_sub(1);
        for (i, run) in self.runs.iter().enumerate().skip(first) {
            if run.start >= range.end {
                break;
            }
            let end = self.runs.get(i + 1).map_or(self.text.len(), |next| next.start);
            let (from, to) = (run.start.max(range.start), end.min(range.end));
            if from >= to {
                continue;
            }
            match &run.piece {
                Piece::Symbol(symbol) => text.push_symbol(symbol.clone()),
                Piece::Literal(at) => {
                    let further = u32::try_from(from - run.start).unwrap_or(u32::MAX);
                    let at = at.map(|at| Pos { offset: at.offset.saturating_add(further), ..at });
                    text.push_literal(self.text.get(from..to).unwrap_or_default(), at);
                }
            }
        }
        text
    }

    /// The pieces between the places where `mark` stands.
    pub fn split(&self, mark: &str) -> Vec<Text> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for (at, found) in self.text.match_indices(mark) {
            pieces.push(self.cut(start..at));
            start = at + found.len();
        }
        pieces.push(self.cut(start..self.text.len()));
        pieces
    }
}

/// Whether one or more letters of `mark` may lie in the symbol, and the others in what is around it.
fn reaches_into(mark: &str, before: &str, symbol: &Symbol, behind: &str) -> bool {
    let letters: Vec<(usize, char)> = mark.char_indices().collect();
    letters.iter().enumerate().any(|(at, (start, _))| {
        let head = mark.get(..*start).unwrap_or_default();
        let fits = before.ends_with(head) || before.ends_with(MARK);
        let inside = letters.iter().skip(at).take_while(|(_, letter)| symbol.shape().allows(*letter));
        fits && inside.into_iter().any(|(last, letter)| {
            let tail = mark.get(last + letter.len_utf8()..).unwrap_or_default();
            behind.starts_with(tail) || behind.starts_with(MARK)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::known::{Shape, Why};

    fn check(before: &str, mark: &str, behind: &str, expected: bool) {
        let symbol = Symbol::new("x", Why::new("?")).shaped(Shape::Region);
        let text = Text::literal(before).then(&Text::symbol(symbol)).with(behind);
        assert_eq!(Row::new(&text).may_hide(mark), expected, "{before}…{behind} {mark}");
    }

    #[test]
    fn a_mark_may_hide_in_a_symbol() {
        check("arn:", ":", ":x", false);
        check("arn:", "-", ":x", true);
        check("arn:", "log-group:", ":x", true);
        check("arn:", "log-group:", "/x", false);
        check("log", "log-group:", ":x", true);
        check("", "::", ":x", false);
    }
}
