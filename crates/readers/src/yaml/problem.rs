//! What the YAML parser gave up on, in our words and with a place.

use crate::json::Problem;
use granit_parser::{ErrorKind, ScanError};
use model::known::{FileId, Span};

pub(super) fn of(error: &ScanError, file: Option<FileId>, text: &str) -> Problem {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let words = words(error);
    let at = if words.starts_with("a tab") { tab(text, at).unwrap_or(at) } else { at };
    let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    // At the end there is nothing to point at but the last character.
    let last = text.char_indices().next_back().map_or(0, |(last, _)| last);
    let range = if width == 0 { last..text.len() } else { at..at + width };
    Problem::new(words, file.map(|file| Span::new(file, range)))
}

/// The tab that stands before the place on its line, or else the next one.
fn tab(text: &str, at: usize) -> Option<usize> {
    let (before, behind) = text.split_at_checked(at)?;
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let earlier = before.get(line..).and_then(|line_text| line_text.find('\t')).map(|tab| line + tab);
    earlier.or_else(|| behind.find('\t').map(|tab| at + tab))
}

fn words(error: &ScanError) -> String {
    use ErrorKind as Kind;
    let text = match error.kind() {
        Kind::UnclosedFlowCollection { open } => return format!("this `{open}` is not closed"),
        Kind::UnexpectedCharacter { character } => return format!("`{character}` begins no value in YAML"),
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            return format!("`{close}` closes nothing here: `{open}` is open");
        }
        Kind::TabInBlockIndentation | Kind::TabInIndentation | Kind::TabNotAllowed => {
            "a tab stands where YAML wants spaces"
        }
        Kind::TabAtBlockScalarStart | Kind::TabInPlainScalar => "a tab stands where YAML takes none",
        Kind::UnclosedQuotedScalar | Kind::DocumentIndicatorInQuotedScalar => "this string is not closed",
        Kind::RecursionLimitExceeded => "nested too deeply to be read",
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => "a `:` stands where no key can be",
        Kind::MappingKeyNotAllowed => "a key stands where none can be",
        Kind::ExpectedBlockMappingKey => "a key is expected here, at the indentation of the others",
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => "`:` is expected behind this key",
        Kind::ExpectedFlowMappingSeparator => "`,` or `}` is expected here",
        Kind::ExpectedFlowSequenceSeparator => "`,` or `]` is expected here",
        Kind::MisplacedFlowCollectionEnd => "nothing is open that could be closed here",
        Kind::ExpectedBlockSequenceEntry | Kind::BlockSequenceEntryNotAllowed => {
            "a `-` stands in the wrong place"
        }
        Kind::InvalidIndentation | Kind::InvalidFlowScalarIndent | Kind::InvalidQuotedScalarIndent => {
            "the indentation does not fit what is around it"
        }
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            "nothing can follow the string here"
        }
        Kind::UnknownQuotedScalarEscape => "YAML knows no such escape",
        Kind::BomInsideDocument => "a byte order mark stands inside of the document",
        _ => "this is not YAML",
    };
    text.to_owned()
}
