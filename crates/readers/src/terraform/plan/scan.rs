//! A byte scan that tells plans and states from other JSON, and those that can matter.

use super::skim::Skim;
use memchr::memmem;

/// What a scan can tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Something in it emits logs of MSK.
    pub mentions_msk: bool,
}

/// Types of resources that emit logs, as they begin.
const SOURCES: [&[u8]; 3] = [b"aws_msk", b"awscc_msk", b"awscc_kafkaconnect"];

/// `None` for what is neither plan nor state. Quick for other JSON: that has no `format_version`.
pub fn scan(text: &[u8]) -> Option<Scan> {
    let start = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text).trim_ascii_start();
    if start.first() != Some(&b'{') || memmem::find(text, b"\"format_version\"").is_none() {
        return None;
    }
    let mut sieve = Sieve::default();
    sieve.feed(text);
    sieve.finish()?;
    let mut skim = Skim::outermost();
    skim.feed(text);
    let names = skim.names();
    let has = |name: &str| names.iter().any(|other| other == name);
    let is_plan = has("planned_values") || has("resource_changes");
    let is_state = has("values") && has("terraform_version");
    (has("format_version") && (is_plan || is_state)).then_some(Scan { mentions_msk: sieve.mentions_msk })
}

/// The same for a file that comes in pieces: told by the names in it, wherever they stand.
#[derive(Debug, Default)]
pub struct Sieve {
    /// The end of the piece before, in case that a name was cut.
    tail: Vec<u8>,
    is_object: Option<bool>,
    version: bool,
    plan: bool,
    state: (bool, bool),
    pub mentions_msk: bool,
}

/// The longest name that is looked for, with its quotes.
const OVERLAP: usize = 24;

impl Sieve {
    /// Whether more of the file is needed to tell.
    pub fn feed(&mut self, bytes: &[u8]) -> bool {
        if self.is_object.is_none() {
            let start = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
            self.is_object = start.first().map(|byte| *byte == b'{');
        }
        let done = self.mentions_msk && self.version && self.plan;
        if self.is_object == Some(false) || done {
            return false;
        }
        let head = bytes.get(..bytes.len().min(OVERLAP)).unwrap_or_default();
        let seam = [self.tail.as_slice(), head].concat();
        for piece in [seam.as_slice(), bytes] {
            let has = |name: &[u8]| memmem::find(piece, name).is_some();
            self.version = self.version || has(b"\"format_version\"");
            self.plan = self.plan || has(b"\"planned_values\"") || has(b"\"resource_changes\"");
            self.state.0 = self.state.0 || has(b"\"values\"");
            self.state.1 = self.state.1 || has(b"\"terraform_version\"");
            self.mentions_msk = self.mentions_msk || SOURCES.iter().any(|name| has(name));
        }
        let last = if bytes.len() < OVERLAP { seam.as_slice() } else { bytes };
        self.tail = last.get(last.len().saturating_sub(OVERLAP)..).unwrap_or_default().to_vec();
        true
    }

    pub fn finish(&self) -> Option<Scan> {
        let found = self.is_object == Some(true) && self.version && (self.plan || self.state == (true, true));
        found.then_some(Scan { mentions_msk: self.mentions_msk })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<bool>) {
        assert_eq!(scan(text.as_bytes()).map(|scan| scan.mentions_msk), expected, "{text}");
    }

    #[test]
    fn plans_and_states_are_told_by_the_names_of_the_outermost_object() {
        check(r#"{"format_version": "1.2", "planned_values": {}}"#, Some(false));
        check(
            r#"{"resource_changes": [{"address": "aws_msk_cluster.a"}], "format_version": "9"}"#,
            Some(true),
        );
        check(r#"{"format_version": "1.0", "terraform_version": "1.11.4", "values": {}}"#, Some(false));
        check("\u{feff} {\"format_version\": \"1.2\", \"planned_values\": {}", Some(false));
        check(r#"{"format_version": "1.2", "provider_schemas": {}}"#, None);
        check(r#"{"plans": [{"format_version": "1.2", "planned_values": {}}]}"#, None);
        check(r#"{"note": "\"format_version\" \"planned_values\""}"#, None);
        check(r#"[{"format_version": "1.2", "planned_values": {}}]"#, None);
        check("", None);
    }

    #[test]
    fn a_name_may_be_cut_between_pieces() {
        let text = br#"{"format_version": "1.2", "planned_values": {"type": "aws_msk_cluster"}}"#;
        for size in 1..text.len() {
            let mut sieve = Sieve::default();
            for piece in text.chunks(size) {
                sieve.feed(piece);
            }
            assert_eq!(sieve.finish(), Some(Scan { mentions_msk: true }), "in pieces of {size}");
        }
    }
}
