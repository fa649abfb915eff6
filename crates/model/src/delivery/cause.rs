//! What can be wrong with a link, with the evidence a rule needs to say so.

/// To be completed by whoever computes the links.
#[derive(Clone, Debug)]
pub enum Cause {}
