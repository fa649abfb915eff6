//! A stream that log delivery cannot put records into.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "stream-not-direct-put",
    severity: Severity::Error,
    summary: "the Firehose stream reads from another source and takes no log records",
    page: include_str!("stream_not_direct_put.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| {
        let help =
            "deliver to a stream of its own, without a source: the source of a stream cannot be changed";
        (cause.kind == CauseKind::StreamNotDirectPut).then(|| Words::new(&cause.text, help))
    })
}
