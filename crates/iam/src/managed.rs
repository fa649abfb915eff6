//! Managed policies of AWS that bear on log delivery, known by ARN.

use crate::Document;

/// The statements of an AWS managed policy that concern the services on a delivery path, by ARN
/// in any partition. `None`: not known to us.
pub fn managed_policy(arn: &str) -> Option<&'static Document> {
    let _ = arn;
    None
}
