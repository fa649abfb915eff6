//! Turns Terraform, CloudFormation, JSON and CloudTrail logs into the model. Takes texts, returns values and problems; touches no
//! file, no clock and no environment.

pub mod arn;
pub mod aws;
mod circle;
pub mod cloudformation;
pub mod cloudtrail;
pub mod input;
pub mod json;
pub mod number;
pub mod path;
pub mod policy;
pub mod reading;
pub mod remarks;
pub mod shell;
mod spelling;
pub mod terraform;
pub mod value;
pub mod yaml;

pub use model;
