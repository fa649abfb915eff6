//! Where what was let through of a file stands in it.

use model::known::Span;

/// A place in the file. Lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    pub offset: usize,
    pub line: usize,
    pub column: usize,
}

/// From here on, up to the next mark, what was let through stands in the file as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The offset in what was let through.
    pub at: usize,
    pub point: Point,
}

/// By their offsets.
#[derive(Clone, Debug, Default)]
pub struct Origin(Vec<Mark>);

impl Origin {
    pub fn new(marks: Vec<Mark>) -> Origin {
        Origin(marks)
    }

    /// Both ends of a place in `text`, which is what was let through. The end is that of the last
    /// byte: what follows may have been passed over.
    pub fn ends(&self, text: &str, span: Span) -> (Point, Point) {
        let (start, end) = (span.start as usize, span.end as usize);
        let Some(last) = end.checked_sub(1).filter(|last| *last >= start) else {
            return (self.point(text, start), self.point(text, end));
        };
        let before = self.point(text, last);
        let end = Point { offset: before.offset + 1, column: before.column + 1, ..before };
        (self.point(text, start), end)
    }

    fn point(&self, text: &str, offset: usize) -> Point {
        let after = self.0.partition_point(|mark| mark.at <= offset);
        let Some(mark) = after.checked_sub(1).and_then(|at| self.0.get(at)) else {
            return Point { offset: 0, line: 1, column: 1 };
        };
        let end = (offset..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        let passed = text.get(mark.at..end).unwrap_or_default();
        let point = mark.point;
        let offset = point.offset + passed.len();
        match passed.rsplit_once('\n') {
            Some((lines, last)) => {
                let line = point.line + lines.matches('\n').count() + 1;
                Point { offset, line, column: last.chars().count() + 1 }
            }
            None => Point { offset, column: point.column + passed.chars().count(), ..point },
        }
    }
}
