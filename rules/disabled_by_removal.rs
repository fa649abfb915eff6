//! Log delivery that goes on although the code no longer speaks of it.

use crate::{Rule, Words, about_source, noun};
use model::delivery::{Delivery, State};
use model::{Confidence, Finding, Label, Removal, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "disabled-by-removal",
    severity: Severity::Info,
    summary: "a cluster of a plan or state still logs, and the block is gone from the code",
    page: include_str!("disabled_by_removal.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    let source = &delivery.source.place;
    let is_on = |removal: &&Removal| {
        let of = |path: &&model::delivery::Path| {
            (path.log, path.destination) == (removal.log, removal.destination)
        };
        let path = delivery.paths.iter().find(of);
        removal.source == source.address && path.is_some_and(|path| path.state == State::On)
    };
    delivery.model.removals.iter().filter(is_on).map(|removal| finding(delivery, removal)).collect()
}

fn finding(delivery: &Delivery<'_>, removal: &Removal) -> Finding {
    let source = &delivery.source.place;
    let Removal { log, destination, block, .. } = removal;
    let (log, noun) = (log.word(), noun(*destination));
    let message = format!(
        "`{}` still delivers its {log} logs to a {noun}, and the code has no `{block}` for it",
        source.address
    );
    let help = "write the block with `enabled = false` to turn it off, or put it back to keep it".to_owned();
    let mut finding = about_source(&RULE, delivery, source.span, Words::new(message, help));
    let message = format!("this {noun} stays on");
    finding.labels.extend(removal.span.map(|span| Label { span, message }));
    if removal.doubt.is_some() {
        finding.confidence = Confidence::Possible;
    }
    finding
}
