//! CloudFormation templates in YAML and JSON, SAM and CDK output among them: read, evaluated,
//! lowered into the model.

mod assembly;
mod circles;
mod document;
mod eval;
#[cfg(test)]
mod exchange_tests;
mod lower;
pub mod metadata;
pub mod scan;
mod syntax;
mod template;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use template::Template;
