//! A first look at the bytes of a record: whether it can matter. Most records are never parsed.

use super::service;
use memchr::memmem::Finder;

/// Finds the names of services and calls in records, without parsing them.
#[derive(Debug)]
pub struct Sieve {
    source: Finder<'static>,
    name: Finder<'static>,
}

impl Default for Sieve {
    /// The first letter is large in `lookup-events`.
    fn default() -> Sieve {
        Sieve { source: Finder::new(b"ventSource\""), name: Finder::new(b"ventName\"") }
    }
}

/// What a member says, as far as bytes can tell.
enum Said<'a> {
    Value(&'a [u8]),
    /// It is there, and its value is written with escapes or is no string.
    Unclear,
}

impl Sieve {
    /// No only where it is certain: the record says which service it is about, and that is none of
    /// those that matter, or this call of the service does not.
    pub fn may_matter(&self, record: &[u8]) -> bool {
        let mut is_told = false;
        for source in values(record, &self.source) {
            is_told = true;
            let Said::Value(source) = source else { return true };
            match service(source) {
                None => {}
                Some([]) => return true,
                Some(calls) => {
                    let mut names = values(record, &self.name).peekable();
                    let is_wanted = |name: Said<'_>| match name {
                        Said::Value(name) => calls.iter().any(|call| call.as_bytes() == name),
                        Said::Unclear => true,
                    };
                    if names.peek().is_none() || names.any(is_wanted) {
                        return true;
                    }
                }
            }
        }
        !is_told
    }
}

/// The values of the members whose names end with `key`.
fn values<'a>(record: &'a [u8], key: &'a Finder<'static>) -> impl Iterator<Item = Said<'a>> {
    key.find_iter(record).filter_map(move |at| {
        let mut rest = record.get(at + key.needle().len()..)?.trim_ascii_start();
        // A value of this name is followed by something else.
        rest = rest.strip_prefix(b":")?.trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b"\"") else { return Some(Said::Unclear) };
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'));
        Some(match end.and_then(|end| Some((rest.get(..end)?, rest.get(end)?))) {
            Some((value, b'"')) => Said::Value(value),
            _ => Said::Unclear,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(record: &str, expected: bool) {
        assert_eq!(Sieve::default().may_matter(record.as_bytes()), expected, "{record}");
    }

    #[test]
    fn calls_of_msk_matter_and_some_of_others() {
        check(r#"{"eventSource":"kafka.amazonaws.com","eventName":"ListClusters"}"#, true);
        check(r#"{"eventName" : "ListConnectors", "eventSource" : "kafkaconnect.amazonaws.com"}"#, true);
        check(r#"{"eventSource":"ec2.amazonaws.com","eventName":"RunInstances"}"#, false);
        check(r#"{"eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy"}"#, true);
        check(r#"{"eventSource":"s3.amazonaws.com","eventName":"GetBucketPolicy"}"#, false);
        check(r#"{"eventSource":"sts.amazonaws.com","eventName":"PutBucketPolicy"}"#, false);
        check(r#"{"EventName":"UpdateMonitoring","EventSource":"kafka.amazonaws.com"}"#, true);
    }

    #[test]
    fn what_is_not_certain_may_matter() {
        check(r#"{}"#, true);
        check(r#"{"event\u0053ource":"ec2.amazonaws.com"}"#, true);
        check(r#"{"eventSource":"ec2\u002eamazonaws.com"}"#, true);
        check(r#"{"eventSource":null}"#, true);
        check(r#"{"eventSource":"kms.amazonaws.com"}"#, true);
        check(r#"{"message":"{\"eventSource\":\"ec2.amazonaws.com\"}"}"#, true);
    }

    #[test]
    fn names_that_are_values_say_nothing() {
        check(r#"{"eventSource":"ec2.amazonaws.com","x":["eventSource","kafka.amazonaws.com"]}"#, false);
        check(r#"{"eventSource":"ec2.amazonaws.com","userAgent":"kafka.amazonaws.com"}"#, false);
    }
}
