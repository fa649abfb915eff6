//! CloudFormation templates in YAML and JSON, SAM and CDK output among them: read, evaluated,
//! lowered into the model.

mod document;
mod eval;
mod lower;
pub mod scan;
mod syntax;
mod template;
#[cfg(test)]
mod testing;

pub use template::Template;
