//! Phrases that several formats share.

use crate::safe::line;
use engine::readers::model::Confidence;
use engine::report::{At, Condition, Finding};

/// "when `var.a` is true and `var.b` is false"; `None` without conditions.
pub fn when(conditions: &[Condition]) -> Option<String> {
    let answers: Vec<String> =
        conditions.iter().map(|answer| format!("`{}` is {}", line(&answer.condition), answer.is)).collect();
    (!answers.is_empty()).then(|| format!("when {}", answers.join(" and ")))
}

/// What limits a finding: the answers under which it holds, and that it is only possible.
pub fn limits(finding: &Finding) -> Option<String> {
    let doubt = (finding.confidence == Confidence::Possible).then(|| "possible, not certain".to_owned());
    let limits: Vec<String> = when(&finding.when).into_iter().chain(doubt).collect();
    (!limits.is_empty()).then(|| limits.join("; "))
}

/// `path:line`.
pub fn place(at: &At) -> String {
    format!("{}:{}", line(&at.path), at.line)
}
