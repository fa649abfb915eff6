//! Turns Terraform, CloudFormation and JSON into the model. Takes texts, returns values and problems; touches no
//! file, no clock and no environment.

pub mod arn;
pub mod cloudformation;
pub mod input;
pub mod json;
pub mod number;
pub mod path;
pub mod policy;
pub mod reading;
mod spelling;
pub mod terraform;
pub mod value;
pub mod yaml;

pub use model;
