//! Who deploys MSK and may not write the policy of the bucket that takes its logs.

use crate::{Rule, Words, report};
use model::delivery::{CauseKind, Delivery};
use model::{Finding, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "deployer-lacks-put-bucket-policy",
    severity: Severity::Error,
    summary: "an identity that deploys MSK with logs to S3 has no s3:PutBucketPolicy",
    page: include_str!("deployer_lacks_put_bucket_policy.md"),
    check,
};

fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    report(&RULE, delivery, |_, cause| match cause.kind {
        CauseKind::DeployerLacksPutBucketPolicy { needed } => {
            let help = "allow `s3:PutBucketPolicy` on the bucket: AWS adds its statements in the name of whoever deploys";
            let words = Words::new(&cause.text, help);
            Some(if needed { words } else { words.severity(Severity::Warning) })
        }
        _ => None,
    })
}
