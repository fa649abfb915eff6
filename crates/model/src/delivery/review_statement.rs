//! One statement of a policy on the path: names that do not exist, and whom it lets in.

use super::review::{Kind, Written, names_delivery};
use super::{Cause, CauseKind};
use iam::catalog::{self, Listed};
use iam::{Clause, Condition, Effect, Entry, PrincipalKind, Statement};
use known::{Case, Known, Pattern, Text};

/// Entries of one list that are looked at.
const MOST: usize = 2_000;

pub(super) fn review(written: &Written<'_>, statement: &Statement, causes: &mut Vec<Cause>) {
    let found = causes.len();
    if let Some(actions) = &statement.actions {
        let entries = actions.entries.iter().take(MOST);
        causes.extend(entries.filter_map(|entry| action(written, actions, entry)).take(super::review::MOST));
    }
    for condition in statement.conditions.iter().take(MOST) {
        causes.extend(operator(written, condition));
        causes.extend(key(written, condition));
    }
    causes.extend(open_to_the_world(written, statement));
    causes.extend(unguarded(written, statement));
    for cause in causes.iter_mut().skip(found) {
        let around = statement.span.filter(|span| Some(*span) != cause.span);
        let labels = std::mem::take(&mut cause.labels);
        *cause = cause.clone().label(around, "in this statement");
        cause.labels.extend(labels);
    }
}

fn action(written: &Written<'_>, clause: &Clause, entry: &Entry) -> Option<Cause> {
    let name = entry.text.known()?;
    let Listed::No { meant, misspelt } = catalog::action(&name) else { return None };
    let text = match name.split_once(':') {
        Some((service, _)) if name.contains(['*', '?']) => {
            format!("`{name}` covers no action of `{service}`")
        }
        Some((service, _)) => format!("`{name}` is no action of `{service}`"),
        None => format!("`{name}` names no service"),
    };
    let cause = written.cause(CauseKind::UnknownAction { meant }, text, entry.span.or(clause.span));
    // A name that is near none may be newer than what is known here.
    Some(if misspelt { cause } else { cause.possible(None) })
}

fn operator(written: &Written<'_>, condition: &Condition) -> Option<Cause> {
    let Listed::No { meant, .. } = catalog::operator(&condition.operator) else { return None };
    let text = format!("`{}` is no condition operator", condition.operator);
    Some(written.cause(CauseKind::UnknownConditionKey { meant }, text, condition.span))
}

fn key(written: &Written<'_>, condition: &Condition) -> Option<Cause> {
    let name = condition.key.known()?;
    let Listed::No { meant, misspelt } = catalog::condition_key(&name) else { return None };
    let text = match name.split_once(':') {
        Some(_) => format!("`{name}` is no condition key"),
        None => format!("`{name}` is no condition key: it names no service"),
    };
    let span = condition.key_span.or(condition.span);
    let cause = written.cause(CauseKind::UnknownConditionKey { meant }, text, span);
    Some(if misspelt { cause } else { cause.possible(None) })
}

/// Keys that say nothing of who calls: anybody can meet them.
const ABOUT_NOBODY: [&str; 14] = [
    "aws:currenttime",
    "aws:epochtime",
    "aws:referer",
    "aws:requestedregion",
    "aws:securetransport",
    "aws:useragent",
    "kms:viaservice",
    "s3:delimiter",
    "s3:max-keys",
    "s3:prefix",
    "s3:signatureversion",
    "s3:tlsversion",
    "s3:x-amz-acl",
    "s3:x-amz-server-side-encryption",
];

/// Who else is let in cannot be told where a condition is not known.
fn open_to_the_world(written: &Written<'_>, statement: &Statement) -> Option<Cause> {
    let principals = statement.principals.as_ref()?;
    let by_policy = matches!(written.kind, Kind::Bucket | Kind::Key);
    if !by_policy || !is_allow(statement) || statement.open_condition.is_some() {
        return None;
    }
    let everyone = principals.sets.iter().any(|set| {
        let star = |entry: &Entry| entry.text.equals(&"*".into()).is_yes();
        matches!(set.kind, PrincipalKind::Everyone | PrincipalKind::Aws) && set.entries.iter().any(star)
    });
    let about_nobody = |condition: &Condition| {
        ABOUT_NOBODY.contains(&condition.key.to_string().to_ascii_lowercase().as_str())
    };
    if everyone == principals.negated || !statement.conditions.iter().all(about_nobody) {
        return None;
    }
    let noun = if written.kind == Kind::Key { "key" } else { "bucket" };
    let text = match (principals.negated, statement.conditions.is_empty()) {
        (true, _) => format!("`NotPrincipal` lets everybody else use the {noun}"),
        (false, true) => format!("anybody may use the {noun}"),
        (false, false) => format!("anybody may use the {noun}: the conditions say nothing of who calls"),
    };
    Some(written.cause(CauseKind::WorldOpenPolicy, text, principals.span.or(statement.span)))
}

/// Keys by which a statement for a service is kept to the own accounts, or to the own bucket.
const GUARDS: [&str; 4] = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"];

fn unguarded(written: &Written<'_>, statement: &Statement) -> Option<Cause> {
    let is_guard = |condition: &Condition| {
        let key = condition.key.to_string().to_ascii_lowercase();
        GUARDS.contains(&key.as_str())
            || key.starts_with("kms:encryptioncontext")
            || condition.key.known().is_none()
    };
    let guarded = statement.open_condition.is_some() || statement.conditions.iter().any(is_guard);
    let lets_write = match written.kind {
        Kind::Bucket => may_write(statement) && !keeps_to_account(statement),
        Kind::Key => true,
        // Log groups are named by name alone, and nobody names one of another account.
        Kind::LogGroups | Kind::Identity => false,
    };
    if guarded || !lets_write || !is_allow(statement) || !names_delivery(statement) {
        return None;
    }
    let text = match written.kind {
        Kind::Key => "log delivery may use the key for the logs of any account",
        _ => "log delivery may write the logs of any account",
    };
    let span = statement.principals.as_ref().and_then(|it| it.span).or(statement.span);
    Some(written.cause(CauseKind::UnguardedDeliveryStatement, text.to_owned(), span))
}

fn may_write(statement: &Statement) -> bool {
    let write = Text::literal("s3:PutObject");
    let covers = |entry: &Entry| !Pattern::new(&entry.text).matches(&write, Case::Insensitive).is_no();
    statement.actions.as_ref().is_some_and(|it| it.negated || it.entries.iter().any(covers))
}

/// Log delivery writes the logs of an account below the folder of that account.
fn keeps_to_account(statement: &Statement) -> bool {
    let is_account = |text: &Text| match text.known() {
        Some(known) => known.len() == 12 && known.bytes().all(|byte| byte.is_ascii_digit()),
        None => text.as_symbol().is_some(),
    };
    let keeps = |entry: &Entry| {
        let mut parts =
            entry.text.split('/').into_iter().skip_while(|part| !part.equals(&"AWSLogs".into()).is_yes());
        // A bucket is not written to.
        let objects = entry.text.split('/').len() > 1 || entry.text.to_string().contains('*');
        !objects || parts.nth(1).is_some_and(|part| is_account(&part))
    };
    let resources = statement.resources.as_ref().filter(|it| !it.negated && it.open.is_none());
    let is_star = |entry: &Entry| entry.text.equals(&"*".into()).is_yes();
    resources.is_some_and(|it| it.entries.iter().all(|entry| !is_star(entry) && keeps(entry)))
}

fn is_allow(statement: &Statement) -> bool {
    matches!(statement.effect, Known::Set(Effect::Allow))
}
