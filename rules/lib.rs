//! Every rule: its check beside its page. A rule says in words what `model::delivery` found; it
//! never joins a name or looks into a policy itself.

/// The pages are half as large again as the linter: in a browser they are loaded when one is asked
/// for, and lie in a script of their own.
#[cfg(target_family = "wasm")]
macro_rules! include_str {
    ($page:literal) => {
        ""
    };
}

mod arn_for_name;
mod authorizer_logs_alone;
mod broker_logs_off;
mod bucket_key_context;
mod bucket_key_not_arn;
mod bucket_key_unreadable;
mod bucket_policy_blocks_append;
mod bucket_policy_denies_delivery;
mod bucket_policy_left_to_aws;
mod bucket_policy_mismatch;
mod bucket_policy_missing_delivery;
mod connector_logs_off;
mod deployer_lacks_log_delivery;
mod deployer_lacks_put_bucket_policy;
mod deployer_scoped_log_permissions;
mod disabled_by_removal;
mod expired_allow;
mod invalid_bucket_name;
mod invalid_log_group_name;
mod invalid_policy;
mod invalid_stream_name;
mod key_policy_denies_delivery;
mod key_policy_mismatch;
mod key_policy_missing_delivery;
mod log_group_class;
mod log_group_key_denies_logs;
mod log_policy_limit;
mod mismatched_destination;
mod misplaced_logging;
mod replicator_logs_off;
mod serverless_logs;
mod stream_not_direct_put;
mod stream_role_cannot_write;
mod stream_tag_drift;
mod trail_bucket_policy;
mod trail_key_policy;
mod trail_misses_msk;
mod trail_single_region;
mod two_bucket_policies;
mod two_key_policies;
mod undeclared_destination;
mod unguarded_delivery_statement;
mod unknown_action;
mod unknown_allow;
mod unknown_condition_key;
mod unnamed_destination;
mod unusable_key;
mod unused_allow;
mod world_open_policy;
mod wrong_service_principal;

use model::delivery::{Cause, CauseKind, Delivery, Link, LinkKind, Path, State, listed};
use model::known::{Settle, Span, Why, order};
use model::{Confidence, DestinationKind, Finding, Label, Log, Severity, SourceKind};

/// A rule. Its name is the stem of its two files, with dashes.
#[derive(Debug)]
pub struct Rule {
    pub name: &'static str,
    /// The severity of its findings; one that works for now is a warning all the same.
    pub severity: Severity,
    pub summary: &'static str,
    /// Its page, in Markdown; empty in a browser.
    pub page: &'static str,
    pub check: fn(&Delivery<'_>) -> Vec<Finding>,
}

/// Every rule, by name.
pub static ALL: &[&Rule] = &[
    &arn_for_name::RULE,
    &authorizer_logs_alone::RULE,
    &broker_logs_off::RULE,
    &bucket_key_context::RULE,
    &bucket_key_not_arn::RULE,
    &bucket_key_unreadable::RULE,
    &bucket_policy_blocks_append::RULE,
    &bucket_policy_denies_delivery::RULE,
    &bucket_policy_left_to_aws::RULE,
    &bucket_policy_mismatch::RULE,
    &bucket_policy_missing_delivery::RULE,
    &connector_logs_off::RULE,
    &deployer_lacks_log_delivery::RULE,
    &deployer_lacks_put_bucket_policy::RULE,
    &deployer_scoped_log_permissions::RULE,
    &disabled_by_removal::RULE,
    &expired_allow::RULE,
    &invalid_bucket_name::RULE,
    &invalid_log_group_name::RULE,
    &invalid_policy::RULE,
    &invalid_stream_name::RULE,
    &key_policy_denies_delivery::RULE,
    &key_policy_mismatch::RULE,
    &key_policy_missing_delivery::RULE,
    &log_group_class::RULE,
    &log_group_key_denies_logs::RULE,
    &log_policy_limit::RULE,
    &mismatched_destination::RULE,
    &misplaced_logging::RULE,
    &replicator_logs_off::RULE,
    &serverless_logs::RULE,
    &stream_not_direct_put::RULE,
    &stream_role_cannot_write::RULE,
    &stream_tag_drift::RULE,
    &trail_bucket_policy::RULE,
    &trail_key_policy::RULE,
    &trail_misses_msk::RULE,
    &trail_single_region::RULE,
    &two_bucket_policies::RULE,
    &two_key_policies::RULE,
    &undeclared_destination::RULE,
    &unguarded_delivery_statement::RULE,
    &unknown_action::RULE,
    &unknown_allow::RULE,
    &unknown_condition_key::RULE,
    &unnamed_destination::RULE,
    &unusable_key::RULE,
    &unused_allow::RULE,
    &world_open_policy::RULE,
    &wrong_service_principal::RULE,
];

pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == name)
}

/// What a rule says of a cause.
pub(crate) struct Words {
    /// What is wrong now.
    pub message: String,
    /// What to do about it.
    pub help: String,
    pub severity: Option<Severity>,
}

impl Words {
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Words {
        Words { message: message.into(), help: help.into(), severity: None }
    }

    pub fn severity(self, severity: Severity) -> Words {
        Words { severity: Some(severity), ..self }
    }
}

/// A finding for each cause on the paths of the source that `words` has words for.
pub(crate) fn report(
    rule: &Rule,
    delivery: &Delivery<'_>,
    words: impl Fn(&Path, &Cause) -> Option<Words>,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for path in &delivery.paths {
        for cause in path.links.iter().flat_map(|link| &link.causes) {
            let Some(words) = words(path, cause) else { continue };
            let found = finding(rule, delivery, path, cause, words);
            // Two logs of a source may go the same way.
            if !findings.iter().any(|it| (it.span, &it.message) == (found.span, &found.message)) {
                findings.push(found);
            }
        }
    }
    findings
}

/// As `report`, with one finding for each identity: all the actions it fails by, on whatever path.
pub(crate) fn report_by_identity(
    rule: &Rule,
    delivery: &Delivery<'_>,
    action: impl Fn(&CauseKind) -> Option<&'static str>,
    words: impl Fn(&str, &str) -> Words,
) -> Vec<Finding> {
    let mut merged: Vec<(&Path, Cause, Vec<&'static str>)> = Vec::new();
    let mut paths: Vec<&Path> = delivery.paths.iter().collect();
    order::sort_by(&mut paths, |a, b| (a.state != State::On).cmp(&(b.state != State::On)));
    for path in paths {
        for cause in path.links.iter().flat_map(|link| &link.causes) {
            let Some(action) = action(&cause.kind) else { continue };
            match merged.iter_mut().find(|(_, first, _)| first.addresses == cause.addresses) {
                Some((_, _, actions)) if actions.contains(&action) => {}
                Some((_, first, actions)) => {
                    actions.push(action);
                    first.labels.extend(cause.labels.iter().cloned());
                    first.confidence = first.confidence.max(cause.confidence);
                }
                None => merged.push((path, cause.clone(), vec![action])),
            }
        }
    }
    let found = merged.iter().map(|(path, cause, actions)| {
        let identity = cause.addresses.first().map_or("an identity", String::as_str);
        let found = finding(rule, delivery, path, cause, words(identity, &listed(actions)));
        Finding { evidence: found.message.clone(), ..found }
    });
    found.collect()
}

/// A finding for each cause in the trails beside the sources that `words` has words for.
pub(crate) fn report_trails(
    rule: &Rule,
    delivery: &Delivery<'_>,
    words: impl Fn(&Cause) -> Option<Words>,
) -> Vec<Finding> {
    let place = &delivery.source.place;
    let here = place.hearsay.is_none() && place.exists.is_yes();
    let causes = delivery.audits.iter().flat_map(|audit| &audit.causes);
    let finding = |cause: &Cause| {
        let doubts: Vec<&Why> = cause.reason.iter().chain(place.exists.why()).collect();
        let found = beside(rule, cause, words(cause)?, &doubts);
        let confidence = if here { found.confidence } else { Confidence::Possible };
        Some(Finding { confidence, ..found })
    };
    causes.filter_map(finding).collect()
}

/// As `report_trails`, for the policies on the paths: they are what they are, whether the source is
/// there or not.
pub(crate) fn report_policies(
    rule: &Rule,
    delivery: &Delivery<'_>,
    words: impl Fn(&Cause) -> Option<Words>,
) -> Vec<Finding> {
    let finding = |cause: &Cause| {
        let doubts: Vec<&Why> = cause.reason.iter().collect();
        Some(beside(rule, cause, words(cause)?, &doubts))
    };
    delivery.reviews.iter().filter_map(finding).collect()
}

/// A finding about something beside the paths.
fn beside(rule: &Rule, cause: &Cause, words: Words, doubts: &[&Why]) -> Finding {
    Finding {
        rule: rule.name,
        severity: words.severity.unwrap_or(rule.severity),
        confidence: cause.confidence,
        message: words.message,
        span: cause.span,
        labels: labels(cause.span, cause.labels.iter().cloned()),
        help: words.help,
        addresses: cause.addresses.clone(),
        evidence: cause.text.clone(),
        settle: settle(doubts),
    }
}

/// A finding about the source itself rather than about one of its paths.
pub(crate) fn about_source(
    rule: &Rule,
    delivery: &Delivery<'_>,
    span: Option<Span>,
    words: Words,
) -> Finding {
    let place = &delivery.source.place;
    let certain = place.hearsay.is_none() && place.exists.is_yes();
    let doubts: Vec<&Why> = place.exists.why().into_iter().collect();
    Finding {
        rule: rule.name,
        severity: words.severity.unwrap_or(rule.severity),
        confidence: if certain { Confidence::Certain } else { Confidence::Possible },
        evidence: words.message.clone(),
        message: words.message,
        span: span.or(place.span),
        labels: Vec::new(),
        help: words.help,
        addresses: vec![place.address.clone()],
        settle: settle(&doubts),
    }
}

/// A finding for a source of which it is certain that these logs go nowhere. Settings that are
/// merely in the wrong place are reported as that.
pub(crate) fn logs_nowhere(
    rule: &Rule,
    delivery: &Delivery<'_>,
    kind: SourceKind,
    log: Log,
    help: &str,
) -> Vec<Finding> {
    let source = delivery.source;
    let off = |path: &&Path| matches!(path.state, State::Off | State::Absent);
    let of_log = || delivery.paths.iter().filter(|path| path.log == log);
    // A published module that makes a cluster has the switches of one.
    let switched = || source.logs.iter().any(|config| config.log == log && !config.destinations.is_empty());
    let is_module = source.kind == SourceKind::Module && kind == SourceKind::Cluster && switched();
    if !(source.kind == kind || is_module) || !source.misplaced.is_empty() || !of_log().all(|path| off(&path))
    {
        return Vec::new();
    }
    let config = source.logs.iter().find(|config| config.log == log);
    let message = format!("`{}` delivers its {} logs nowhere", source.place.address, log.word());
    let mut finding = about_source(rule, delivery, config.and_then(|it| it.span), Words::new(message, help));
    for destination in config.iter().flat_map(|it| &it.destinations) {
        let message = format!("this {} is off", noun(destination.kind));
        finding.labels.extend(destination.enabled.span.map(|span| Label { span, message }));
    }
    vec![finding]
}

fn finding(rule: &Rule, delivery: &Delivery<'_>, path: &Path, cause: &Cause, words: Words) -> Finding {
    let destination = destination_label(delivery, path);
    let source = &delivery.source.place;
    let span = cause.span.or(destination.as_ref().map(|label| label.span)).or(source.span);
    let labels = labels(span, destination.into_iter().chain(cause.labels.iter().cloned()));
    let addresses = [&source.address].into_iter().chain(&cause.addresses);
    let doubts = doubts(delivery, path, cause);
    Finding {
        rule: rule.name,
        severity: words.severity.unwrap_or(rule.severity),
        confidence: if is_certain(delivery, path, cause) {
            Confidence::Certain
        } else {
            Confidence::Possible
        },
        message: match assumed(delivery, path) {
            Some(what) => format!("{}, if this is {what}", words.message),
            None => words.message,
        },
        span,
        labels,
        help: words.help,
        addresses: addresses.cloned().collect(),
        evidence: cause.text.clone(),
        settle: settle(&doubts),
    }
}

/// What a policy by itself is taken for unless the user says it, told from the link that it decides.
fn assumed(delivery: &Delivery<'_>, path: &Path) -> Option<&'static str> {
    if delivery.source.kind != SourceKind::Policy || delivery.source.place.hearsay.is_none() {
        return None;
    }
    let own = |link: &&Link| link.address.as_ref() == Some(&delivery.source.place.address);
    match path.links.iter().find(own)?.kind {
        LinkKind::KeyPolicy => Some("the policy of a key that a log bucket is encrypted with"),
        LinkKind::BucketPolicy => Some("the policy of a bucket that receives logs"),
        LinkKind::Deployer => Some("a policy of whoever deploys Amazon MSK"),
        _ => None,
    }
}

/// Each place once, and none that is the finding's own.
fn labels(span: Option<Span>, all: impl IntoIterator<Item = Label>) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for label in all {
        if Some(label.span) != span && !labels.iter().any(|it| it.span == label.span) {
            labels.push(label);
        }
    }
    labels
}

fn is_certain(delivery: &Delivery<'_>, path: &Path, cause: &Cause) -> bool {
    let source = &delivery.source.place;
    let here = source.hearsay.is_none() && source.exists.is_yes();
    here && path.state == State::On && cause.confidence == Confidence::Certain
}

/// The reasons why a finding is not certain.
fn doubts<'a>(delivery: &'a Delivery<'_>, path: &'a Path, cause: &'a Cause) -> Vec<&'a Why> {
    let state = match &path.state {
        State::Unknown(why) => Some(why),
        _ => None,
    };
    cause.reason.iter().chain(state).chain(delivery.source.place.exists.why()).collect()
}

fn settle(doubts: &[&Why]) -> Vec<Settle> {
    let mut settle: Vec<Settle> = doubts.iter().flat_map(|why| why.settle().iter().cloned()).collect();
    order::sort(&mut settle);
    settle.dedup();
    settle
}

/// Where the source names its destination, or configures it for lack of a name.
fn destination_label(delivery: &Delivery<'_>, path: &Path) -> Option<Label> {
    let destination = delivery.destination(path)?;
    let message = format!("{} logs go to this {}", path.log.word(), noun(path.destination));
    let label = |span: Span| Label { span, message };
    destination.name.span.or(destination.span).map(label)
}

/// What a destination is, in a word.
pub(crate) fn noun(destination: DestinationKind) -> &'static str {
    match destination {
        DestinationKind::CloudWatch => "log group",
        DestinationKind::Firehose => "delivery stream",
        DestinationKind::S3 => "bucket",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted_and_found_by_name() {
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name));
        for rule in ALL {
            assert!(find(rule.name).is_some_and(|found| std::ptr::eq(found, *rule)));
            assert!(rule.page.starts_with(&format!("# {}\n", rule.name)), "{}", rule.name);
        }
        assert!(find("no-such-rule").is_none());
    }
}
