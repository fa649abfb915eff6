//! Service principals that were taken for one another: who was named where log delivery was meant.

use super::judge::{Judgement, judge};
use super::request::Ask;
use iam::{Applied, Document, Effect, Entry, PrincipalKind, PrincipalSet, Role, Statement};
use known::{Known, Span, Text};

/// A statement that would do, or was plainly meant to, had it named the right principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrongPrincipal {
    pub named: String,
    /// By its place in the document.
    pub statement: usize,
    pub span: Option<Span>,
    /// It is the right name, and stands under `AWS`.
    pub misplaced: bool,
}

/// Services that have to do with logs, buckets or Kafka. Each is a principal in its own right, so
/// that a statement for it may be there on purpose.
const CONFUSED: &[&str] = &[
    "cloudwatch.amazonaws.com",
    "firehose.amazonaws.com",
    "kafka.amazonaws.com",
    "kafkaconnect.amazonaws.com",
    "logdelivery.elasticloadbalancing.amazonaws.com",
    "logging.s3.amazonaws.com",
    "logs.amazonaws.com",
    "msk.amazonaws.com",
    "s3.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
];

/// The statement that fails `ask` because of the service it names, if there is one. `meant` is the
/// principal that makes the request.
pub(super) fn wrong_principal(
    document: &Document,
    role: Role,
    ask: &Ask<'_>,
    meant: &Text,
    on_purpose: &dyn Fn(&Statement) -> bool,
) -> Option<WrongPrincipal> {
    let allows = |statement: &Statement| matches!(statement.effect, Known::Set(Effect::Allow));
    let mut statements = document.statements.iter().enumerate();
    statements.find_map(|(index, statement)| {
        let principals = statement.principals.as_ref().filter(|it| allows(statement) && !it.negated)?;
        let mut entries =
            principals.sets.iter().flat_map(|set| set.entries.iter().map(move |entry| (set, entry)));
        entries.find_map(|(set, entry)| {
            let named = entry.text.known()?;
            let taken = taken_for(set, entry, &named, meant)?;
            if taken == Taken::Service && on_purpose(statement) {
                return None;
            }
            let would_do = would_do(document, role, ask, index, meant);
            let claim = would_do == WouldDo::Yes || (taken != Taken::Service && would_do == WouldDo::Nearly);
            claim.then(|| WrongPrincipal {
                named,
                statement: index,
                span: entry.span.or(principals.span),
                misplaced: taken == Taken::Misplaced,
            })
        })
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// The name of another service.
    Service,
    /// A name that no service has.
    Misspelt,
    /// The right name under `AWS`.
    Misplaced,
}

fn taken_for(set: &PrincipalSet, entry: &Entry, named: &str, meant: &Text) -> Option<Taken> {
    match (&set.kind, entry.text.equals(meant)) {
        (PrincipalKind::Aws, same) if same.is_yes() => Some(Taken::Misplaced),
        (PrincipalKind::Service, same) if same.is_no() => {
            let name = named.strip_suffix(".cn").unwrap_or(named);
            let regional = name.starts_with("logs.") && name.ends_with(".amazonaws.com");
            match meant.known() {
                _ if CONFUSED.contains(&name) || regional => Some(Taken::Service),
                // For other principals than that of log delivery, its name is that of a service.
                _ if named == super::request::DELIVERY => Some(Taken::Service),
                Some(meant) if is_misspelt(named, &meant) => Some(Taken::Misspelt),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_misspelt(named: &str, meant: &str) -> bool {
    let named = named.to_ascii_lowercase();
    let talks_of_it = named.contains("deliver") && named.contains("log") && meant.contains("delivery");
    talks_of_it || distance_within(&named, meant, 3)
}

/// Whether `a` becomes `b` by at most `limit` insertions, deletions and replacements.
fn distance_within(a: &str, b: &str, limit: usize) -> bool {
    let b: Vec<char> = b.chars().collect();
    if a.chars().count().abs_diff(b.len()) > limit || b.len() > 256 {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, cb) in row.iter_mut().skip(1).zip(&b) {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = *cell;
            left = replaced.min(*cell + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().is_some_and(|distance| *distance <= limit)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum WouldDo {
    Yes,
    /// It would be the statement that comes closest, and speaks of the action.
    Nearly,
    No,
}

/// Asks again with the right principal in the statement.
fn would_do(document: &Document, role: Role, ask: &Ask<'_>, index: usize, meant: &Text) -> WouldDo {
    let mut mended = document.clone();
    let principals = mended.statements.get_mut(index).and_then(|statement| statement.principals.as_mut());
    if let Some(principals) = principals {
        let entry = Entry { text: meant.clone(), span: None };
        principals.sets.push(PrincipalSet { kind: PrincipalKind::Service, entries: vec![entry], open: None });
    }
    match judge(&[Applied { role, document: Ok(&mended) }], ask) {
        Judgement::Allowed(by) if by.statement == index => WouldDo::Yes,
        Judgement::NotAllowed(Some(miss), _)
            if miss.statement.statement == index && miss.element != iam::Element::Action =>
        {
            WouldDo::Nearly
        }
        Judgement::Unknown { .. } => WouldDo::Nearly,
        _ => WouldDo::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(named: &str, expected: bool) {
        assert_eq!(is_misspelt(named, "delivery.logs.amazonaws.com"), expected, "{named}");
    }

    #[test]
    fn misspelt_names_are_recognised() {
        check("delivery.log.amazonaws.com", true);
        check("delivery.logs.amazon.com", true);
        check("deliver.logs.amazonaws.com", true);
        check("log-delivery.amazonaws.com", true);
        check("Delivery.logs.amazonaws.com", true);
        check("cloudtrail.amazonaws.com", false);
        check("kafka.amazonaws.com", false);
        check("", false);
    }
}
