//! What stands where the name of a destination is wanted and is none: an ARN, a URL, the host name
//! of a bucket.

use known::{Part, Shape, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    Arn,
    Url,
    Host,
}

impl Address {
    pub fn of(text: &Text) -> Option<Address> {
        let start = match text.parts() {
            [Part::Symbol(symbol)] => return (symbol.shape() == Shape::Arn).then_some(Address::Arn),
            [Part::Literal(start, _), ..] => start.as_str(),
            _ => "",
        };
        match () {
            () if start.starts_with("arn:") => Some(Address::Arn),
            () if SCHEMES.iter().any(|scheme| start.starts_with(scheme)) => Some(Address::Url),
            () if is_host(text) => Some(Address::Host),
            () => None,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Address::Arn => "an ARN",
            Address::Url => "a URL",
            Address::Host => "the host name of a bucket",
        }
    }
}

const SCHEMES: [&str; 3] = ["s3://", "http://", "https://"];

/// Behind the name of the bucket.
const SERVICES: [&str; 3] = [".s3.", ".s3-website", ".s3-accelerate."];

/// The domains of the partitions.
const DOMAINS: [&str; 5] =
    [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".c2s.ic.gov", ".sc2s.sgov.gov"];

fn is_host(text: &Text) -> bool {
    match text.parts().last() {
        Some(Part::Literal(end, _)) if DOMAINS.iter().any(|domain| end.ends_with(domain)) => {
            before_service(text).is_some()
        }
        _ => false,
    }
}

/// The bucket that a URL or a host name leads to.
pub(super) fn bucket_in(text: &Text) -> Option<Text> {
    let (literal, rest) = match text.parts() {
        [Part::Literal(start, _), rest @ ..] => (start.as_str(), rest),
        rest => ("", rest),
    };
    let scheme = SCHEMES.iter().find(|scheme| literal.starts_with(**scheme));
    let literal = scheme.and_then(|scheme| literal.strip_prefix(scheme)).unwrap_or(literal);
    let text = rest.iter().fold(Text::literal(literal), then);
    match scheme {
        Some(&"s3://") => text.split('/').into_iter().next(),
        _ => before_service(&text),
    }
}

/// What stands before the service in a host name.
fn before_service(host: &Text) -> Option<Text> {
    let mut before = Text::new();
    for part in host.parts() {
        if let Part::Literal(text, _) = part {
            let cut = SERVICES.iter().find_map(|service| text.split_once(service));
            if let Some((start, _)) = cut {
                return Some(before.with(start));
            }
        }
        before = then(before, part);
    }
    None
}

fn then(text: Text, part: &Part) -> Text {
    match part {
        Part::Literal(literal, _) => text.with(literal),
        Part::Symbol(symbol) => text.then(&Text::symbol(symbol.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use known::{Symbol, Why};

    fn check(parts: &[&str], expected: Option<(Address, Option<&str>)>) {
        let text = parts.iter().fold(Text::new(), |text, part| match part.strip_prefix('$') {
            Some(name) => text.then(&Text::symbol(Symbol::new(name, Why::new("?")))),
            None => text.with(part),
        });
        let bucket = bucket_in(&text).map(|bucket| bucket.to_string());
        let got = Address::of(&text).map(|address| (address, bucket.as_deref()));
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn an_address_is_told_from_a_name() {
        check(&["logs"], None);
        check(&["$name", "-logs"], None);
        check(&["logs.s3.example.com"], None);
        check(&["arn:aws:s3:::logs"], Some((Address::Arn, None)));
        check(&["s3://logs"], Some((Address::Url, Some("logs"))));
    }

    #[test]
    fn the_bucket_is_found_in_its_address() {
        check(&["s3://", "$name", "-logs/msk/"], Some((Address::Url, Some("${name}-logs"))));
        check(&["https://logs.s3.amazonaws.com/msk"], Some((Address::Url, Some("logs"))));
        check(&["https://example.com/logs"], Some((Address::Url, None)));
        check(&["logs.s3.amazonaws.com"], Some((Address::Host, Some("logs"))));
        let regional = ["$name", "-logs.s3.", "$region", ".amazonaws.com"];
        check(&regional, Some((Address::Host, Some("${name}-logs"))));
        check(&["logs.s3.dualstack.eu-west-1.amazonaws.com"], Some((Address::Host, Some("logs"))));
        check(&["logs.s3-website.eu-central-1.amazonaws.com"], Some((Address::Host, Some("logs"))));
        check(&["logs.s3.cn-north-1.amazonaws.com.cn"], Some((Address::Host, Some("logs"))));
    }
}
