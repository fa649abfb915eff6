//! Messages quote what the configuration says, which can be of any length.

/// Characters of a message, and how many of them are left at its end where it is cut.
const LIMIT: usize = 600;
const TAIL: usize = 150;

/// The message; of a very long one the begin and the end.
pub fn brief(message: String) -> String {
    if message.len() <= LIMIT {
        return message;
    }
    let ends: Vec<usize> = message.char_indices().map(|(at, _)| at).collect();
    let cut = |at: usize| ends.get(at).copied().unwrap_or(message.len());
    if ends.len() <= LIMIT {
        return message;
    }
    let (head, tail) = (cut(LIMIT - TAIL), cut(ends.len() - TAIL));
    format!("{} … {}", message.get(..head).unwrap_or_default(), message.get(tail..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_messages_are_cut_and_between_characters() {
        let short = "ä".repeat(600);
        assert_eq!(brief(short.clone()), short);
        let long = format!("begin{}end", "ä".repeat(1_000));
        let cut = brief(long);
        assert_eq!(cut.chars().count(), 603);
        assert!(cut.starts_with("beginä") && cut.ends_with("äend") && cut.contains("ä … ä"), "{cut}");
    }
}
