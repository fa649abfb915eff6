//! Terraform and OpenTofu configurations: split, evaluated, lowered into the model.

pub mod attributes;
mod circles;
pub mod console;
pub mod eval;
pub mod functions;
#[cfg(test)]
mod kept_tests;
mod load;
mod lower;
mod module;
pub mod plan;
pub mod policy_document;
mod registry;
pub mod root;
pub mod scan;
pub mod syntax;
#[cfg(test)]
mod tests;
mod variables;
