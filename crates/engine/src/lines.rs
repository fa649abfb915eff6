//! Lines and columns of byte offsets, both from 1, columns in characters.

/// Where the lines of one text begin.
#[derive(Debug)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub fn new(text: &str) -> Lines {
        // A byte-order mark takes no column: no editor shows one.
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Lines { starts: std::iter::once(mark).chain(breaks.map(|(offset, _)| offset + 1)).collect() }
    }

    /// Line and column of a byte. An offset behind the end is the end.
    pub fn position(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let (start, offset) = (self.start(line), offset.min(text.len()));
        // A column inside of a character is that of the next one.
        let end = (offset..text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        (line, text.get(start..end).unwrap_or_default().chars().count() + 1)
    }

    /// The offset of the first byte of a line; the end of the last one where there is no such line.
    pub fn start(&self, line: usize) -> usize {
        let found = self.starts.get(line.saturating_sub(1)).or(self.starts.last());
        found.copied().unwrap_or_default()
    }

    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: usize, expected: (usize, usize)) {
        assert_eq!(Lines::new(text).position(text, offset), expected, "{text:?} at {offset}");
    }

    #[test]
    fn counts_from_one() {
        check("", 0, (1, 1));
        check("ab\ncd", 0, (1, 1));
        check("ab\ncd", 3, (2, 1));
        check("ab\ncd", 4, (2, 2));
        check("ab\r\ncd", 5, (2, 2));
        check("ab\n", 3, (2, 1));
    }

    #[test]
    fn columns_are_characters() {
        check("äöü = x", 6, (1, 4));
        check("日本 x", 7, (1, 4));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        check("\u{feff}ab", 3, (1, 1));
        check("\u{feff}ab", 4, (1, 2));
        check("\u{feff}ab", 0, (1, 1));
    }

    #[test]
    fn an_offset_behind_the_end_is_the_end() {
        check("ab\ncd", 99, (2, 3));
    }
}
