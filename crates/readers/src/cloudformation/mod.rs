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
#[cfg(test)]
mod tests;

pub use template::Template;
