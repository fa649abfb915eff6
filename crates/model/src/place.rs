//! Where a thing stands in the configuration and in AWS.

use iam::Document;
use known::{Setting, Span, Text, Truth};
use std::sync::Arc;

/// What every declared thing has.
#[derive(Clone, Debug)]
pub struct Place {
    /// As Terraform prints it, or the logical id of CloudFormation.
    pub address: String,
    /// The block's header or the template's logical id: what a label points at.
    pub span: Option<Span>,
    /// The whole block.
    pub whole: Option<Span>,
    /// Whether the thing is there at all: `count`, `for_each`, conditions.
    pub exists: Truth,
    pub home: Arc<Home>,
    /// Read off a published module that is not installed, named with its version: what follows
    /// from it is possible, never certain.
    pub hearsay: Option<String>,
    /// A data source: it exists outside of the configuration, and only its name is known.
    pub found: bool,
}

impl Place {
    /// Seen in an account, as against declared in a configuration: the address begins as the end of an
    /// ARN does, which neither Terraform nor CloudFormation has for a name.
    pub fn is_seen(&self) -> bool {
        const STARTS: [&str; 9] = [
            "bucket/",
            "log-group:",
            "deliverystream/",
            "key/",
            "role/",
            "user/",
            "cluster/",
            "connector/",
            "replicator/",
        ];
        STARTS.iter().any(|start| self.address.starts_with(start))
    }
}

/// The account and Region that a thing is created in. Literal where known, else symbols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    pub account: Text,
    pub region: Text,
    pub partition: Text,
}

/// A policy argument. `Absent`: not given. A document with flaws is `Set`.
pub type PolicySetting = Setting<Arc<Document>>;
