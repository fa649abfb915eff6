//! A key that CloudWatch Logs may not use for the log group it encrypts.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "log-group-key-denies-logs",
    severity: Severity::Error,
    summary: "the key of the log group does not admit CloudWatch Logs",
    page: include_str!("log_group_key_denies_logs.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match &cause.kind {
        CauseKind::LogGroupKeyNotArn => Some(Words::new(&cause.text, "give the key by its ARN")),
        CauseKind::LogGroupKeyDenies { needed: true } => {
            let help = "let `logs.REGION.amazonaws.com` call `kms:Encrypt`, `kms:Decrypt`, \
                        `kms:ReEncrypt*`, `kms:GenerateDataKey*` and `kms:Describe*`, with the ARN of the log group under \
                        `kms:EncryptionContext:aws:logs:arn`";
            Some(Words::new(&cause.text, help))
        }
        CauseKind::LogGroupKeyDenies { needed: false } => {
            let help = "list `kms:Encrypt`, `kms:Decrypt`, `kms:ReEncrypt*`, `kms:GenerateDataKey*` and `kms:Describe*`";
            Some(Words::new(&cause.text, help).severity(Severity::Warning))
        }
        _ => None,
    })
}
