//! A stream whose tag for log delivery does not last.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "stream-tag-drift",
    severity: Severity::Warning,
    summary: "the next apply takes away the tag by which log delivery may write to the stream",
    page: include_str!("stream_tag_drift.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| {
        let help = "set the tag `LogDeliveryEnabled` to `true`; in Terraform, `tags[\"LogDeliveryEnabled\"]` under `ignore_changes` \
                    leaves it to AWS";
        (cause.kind == CauseKind::StreamTagDrift).then(|| Words::new(&cause.text, help))
    })
}
