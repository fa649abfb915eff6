//! Terraform and OpenTofu configurations: split, evaluated, lowered into the model.

pub mod functions;
pub mod policy_document;
pub mod root;
pub mod scan;
pub mod syntax;
