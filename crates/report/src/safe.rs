//! Text of strangers on its way to a terminal: nothing in it may move the cursor, change colours or
//! turn the direction of writing.

use std::borrow::Cow;

/// Replaces control characters and those that turn the direction of writing by visible ones of the
/// same length in bytes, so that places in the text stay right. Line feeds and tabs stay.
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if !is_dangerous(c) => result.push(c),
            c if c.len_utf8() == '\u{fffd}'.len_utf8() => result.push('\u{fffd}'),
            c => result.extend(std::iter::repeat_n('?', c.len_utf8())),
        }
    }
    Cow::Owned(result)
}

/// The same on one line.
pub(crate) fn line(text: &str) -> String {
    safe(text).replace(['\n', '\r', '\t'], " ")
}

fn is_dangerous(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_length() {
        for (text, expected) in [
            ("a\tb\r\nc", "a\tb\r\nc"),
            ("\u{1b}[31mred", "?[31mred"),
            ("a\u{202e}b", "a\u{fffd}b"),
            ("\u{9b}31m", "??31m"),
            ("äöü", "äöü"),
        ] {
            assert_eq!(safe(text), expected);
            assert_eq!(safe(text).len(), text.len());
        }
        assert_eq!(line("a\nb"), "a b");
    }
}
