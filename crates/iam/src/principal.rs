//! Whom a statement speaks of: `Principal` and `NotPrincipal` against the caller.

use crate::document::Entry;
use crate::{Caller, PrincipalKind, Principals};
use known::{Case, Pattern, Text, Truth, Why};

/// How a statement's principals bear on the caller.
#[derive(Clone, Debug)]
pub(crate) struct Bearing {
    /// The statement speaks of the caller.
    pub truth: Truth,
    /// It does so by more than its account. An `Allow` for an account leaves it to that account
    /// to allow its identities, so alone it allows none of them.
    pub direct: Truth,
    /// It names the caller, not just everyone.
    pub named: bool,
}

impl Bearing {
    /// A policy of the caller speaks of the caller.
    pub(crate) fn certain(truth: bool) -> Bearing {
        Bearing { truth: Truth::from(truth), direct: Truth::from(truth), named: false }
    }
}

struct Hit {
    /// The entry is the caller's own name or a wildcard.
    own: Truth,
    /// The entry is the caller's account.
    account: Truth,
    named: bool,
}

pub(crate) fn bearing(principals: &Principals, caller: &Caller) -> Bearing {
    let mut sum = Hit { own: open(&principals.open), account: Truth::No, named: false };
    for set in &principals.sets {
        for entry in &set.entries {
            let hit = hit(&set.kind, entry, caller);
            sum.own = sum.own.or(hit.own);
            sum.account = sum.account.or(hit.account);
            sum.named |= hit.named;
        }
        if can_mean(&set.kind, caller) {
            sum.own = sum.own.or(open(&set.open));
        }
    }
    if principals.negated {
        let truth = exempt(sum.own, sum.account, caller).not();
        return Bearing { direct: truth.clone(), truth, named: false };
    }
    Bearing { truth: sum.own.clone().or(sum.account), direct: sum.own, named: sum.named }
}

/// Whether `entry` decides nothing by itself.
pub(crate) fn is_undecided(kind: &PrincipalKind, entry: &Entry, caller: &Caller) -> bool {
    let hit = hit(kind, entry, caller);
    hit.own.why().or(hit.account.why()).is_some()
}

/// Whether `NotPrincipal` leaves the caller out, given that it lists the caller or its account. An
/// identity is exempt only when both stand there: AWS checks the account beside the identity.
fn exempt(own: Truth, account: Truth, caller: &Caller) -> Truth {
    match (caller, &own) {
        (Caller::Identity { .. }, Truth::Yes) if !account.is_yes() => Truth::Unknown(
            account
                .why()
                .cloned()
                .unwrap_or_else(|| Why::new("`NotPrincipal` lists the caller without its account")),
        ),
        _ => own,
    }
}

fn open(open: &Option<Why>) -> Truth {
    open.clone().map_or(Truth::No, Truth::Unknown)
}

/// Whether an entry of this kind can speak of the caller; among AWS principals `*` can.
fn can_mean(kind: &PrincipalKind, caller: &Caller) -> bool {
    match kind {
        PrincipalKind::Everyone | PrincipalKind::Aws => true,
        PrincipalKind::Service => matches!(caller, Caller::Service(_)),
        PrincipalKind::Federated | PrincipalKind::CanonicalUser | PrincipalKind::Other(_) => false,
    }
}

fn hit(kind: &PrincipalKind, entry: &Entry, caller: &Caller) -> Hit {
    let everyone = entry.text.equals(&Text::from("*"));
    let nobody = Hit { own: Truth::No, account: Truth::No, named: false };
    match (kind, caller) {
        _ if !can_mean(kind, caller) => nobody,
        (PrincipalKind::Service, Caller::Service(_)) if everyone.is_yes() => Hit {
            own: Truth::Unknown(Why::new("AWS does not document what `*` means among services")),
            ..nobody
        },
        // Service principals are unique and case-sensitive, and have no wildcards.
        (PrincipalKind::Service, Caller::Service(name)) => {
            let own = entry.text.equals(name);
            Hit { named: own.is_yes(), own, ..nobody }
        }
        (PrincipalKind::Aws, Caller::Identity { arn, account }) => {
            let own = entry.text.equals(arn);
            let root = Text::from("arn:*:iam::");
            let mut account_arn = Pattern::new(&root);
            account_arn.push_exact(account);
            account_arn.push_exact(&Text::from(":root"));
            let account = entry.text.equals(account).or(account_arn.matches(&entry.text, Case::Sensitive));
            Hit {
                named: own.is_yes() || account.is_yes(),
                own: own.or(session(entry, arn)).or(everyone),
                account,
            }
        }
        _ => Hit { own: everyone, ..nobody },
    }
}

/// An entry may be a session of the caller's role; which session calls is not known.
fn session(entry: &Entry, role: &Text) -> Truth {
    let is_literal = |text: &Text, start: &str| text.to_string().starts_with(start);
    let (parts, role) = (entry.text.split(':'), role.split(':'));
    let (Some(service), Some(resource), Some(role)) = (parts.get(2), parts.get(5), role.get(5)) else {
        return Truth::No;
    };
    if !is_literal(service, "sts") || !is_literal(resource, "assumed-role/") {
        return Truth::No;
    }
    // The ARN of a session leaves out the path of the role.
    let (Some(name), Some(of)) = (role.split('/').pop(), resource.split('/').into_iter().nth(1)) else {
        return Truth::No;
    };
    match of.equals(&name) {
        Truth::No => Truth::No,
        _ => Truth::Unknown(Why::new(format!("whether the session `{}` calls is not known", entry.text))),
    }
}
