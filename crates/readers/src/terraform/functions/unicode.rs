//! Where Go's and Rust's ideas of text agree: characters that stand for themselves, and case.

/// Whether every character is one that users see as one, whatever stands beside it, and that
/// Terraform's normalization leaves as it is. Marks that combine, jamo, regional indicators and
/// the scripts that build clusters are not.
pub(super) fn is_plain(text: &str) -> bool {
    text.is_ascii() || text.chars().all(is_plain_char)
}

fn is_plain_char(c: char) -> bool {
    matches!(u32::from(c),
        0..=0x2ff | 0x370..=0x373 | 0x375..=0x37d | 0x384..=0x386 | 0x388..=0x482
        | 0x48a..=0x58f | 0x1e00..=0x1eff | 0x2010..=0x2027 | 0x2030..=0x205e | 0x2070..=0x20cf
        | 0x2100..=0x2125 | 0x2190..=0x2328 | 0x232b..=0x2adb | 0x3000..=0x3029 | 0x3030..=0x3098
        | 0x309b..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7a3
        | 0xff01..=0xff9d | 0x1f300..=0x1f3fa | 0x1f400..=0x1faff)
}

/// Whether Terraform's normalization leaves the text as it is, whatever stands beside what: no mark
/// that combines and no character that is written in another way by preference.
pub(super) fn is_normalized(text: &str) -> bool {
    text.is_ascii() || !text.chars().any(|c| may_be_joined(u32::from(c)))
}

/// Generous: whole blocks rather than single characters.
fn may_be_joined(c: u32) -> bool {
    matches!(c,
        0x300..=0x36f | 0x374 | 0x37e | 0x387 | 0x483..=0x487 | 0x591..=0x11ff | 0x135d..=0x1dff
        | 0x1f71..=0x2001 | 0x20d0..=0x20ff | 0x2126 | 0x212a..=0x212b | 0x2329..=0x232a | 0x2adc
        | 0x2cef..=0x2dff | 0x302a..=0x302f | 0x3099..=0x309a | 0xa66f..=0xabed | 0xf900..=0xfaff
        | 0xfb1d..=0xfb4e | 0xfe20..=0xfe2f | 0x101fd..=0x1efff | 0x2f800..)
}

/// Longer texts are not cut into characters.
const MAX_BYTES: usize = 1_000_000;

/// What users see as characters. `None` where the two languages may differ.
pub(super) fn graphemes(text: &str) -> Option<Vec<&str>> {
    if text.len() > MAX_BYTES || !is_plain(text) {
        return None;
    }
    let mut result: Vec<&str> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let width = if rest.starts_with("\r\n") { 2 } else { first.len_utf8() };
        let (head, tail) = rest.split_at_checked(width)?;
        result.push(head);
        rest = tail;
    }
    Some(result)
}

/// One character for one, as Go maps case. `None` where it is not certain which.
pub(super) fn lower(text: &str) -> Option<String> {
    text.chars().map(|c| if c == 'İ' { Some('i') } else { single(c.to_lowercase()) }).collect()
}

pub(super) fn upper(text: &str) -> Option<String> {
    text.chars().map(upper_char).collect()
}

/// What Rust spells with several letters has no capital of its own in Go, but for Greek ones with
/// a small iota. Two letters got theirs in a later version of Unicode than Go's.
pub(super) fn upper_char(c: char) -> Option<char> {
    match u32::from(c) {
        0x19b | 0x264 => None,
        0x1f80..=0x1ffc => single(c.to_uppercase()),
        _ => Some(single(c.to_uppercase()).unwrap_or(c)),
    }
}

/// The letter at the beginning of a word.
pub(super) fn title_char(c: char) -> Option<char> {
    let digraph = matches!(u32::from(c), 0x1c4..=0x1cc | 0x1f1..=0x1f3);
    if digraph || !is_plain_char(c) { None } else { upper_char(c) }
}

fn single(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    mapped.next().filter(|_| mapped.next().is_none())
}

/// Whether a capital letter begins behind this character, in Go's `strings.Title`.
pub(super) fn separates(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric() && c != '_';
    }
    c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters() {
        assert_eq!(graphemes("a\r\né").unwrap(), ["a", "\r\n", "é"]);
        assert_eq!(graphemes("日本").unwrap().len(), 2);
        assert!(!is_normalized("e\u{301}") && is_normalized("é ﬁ 😀 \u{2028}"));
        assert!(graphemes("e\u{301}").is_none());
        assert!(graphemes("🇩🇪").is_none());
    }

    #[test]
    fn case_is_mapped_one_to_one() {
        assert_eq!(upper("straße é").as_deref(), Some("STRAßE É"));
        assert_eq!(lower("ÀΣ").as_deref(), Some("àσ"));
        assert_eq!(upper("ŉﬀ").as_deref(), Some("ŉﬀ"));
        assert_eq!(lower("İ").as_deref(), Some("i"));
        assert!(upper("ᾀ").is_none() && title_char('ǆ').is_none());
    }
}
