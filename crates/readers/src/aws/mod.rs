//! What AWS was asked and what it answered: JSON of the AWS CLI and the API, bare policies, and scripts that
//! call the CLI. The files of one account are read into one model; a policy that nothing uses is judged by itself.

mod account;
mod bare;
mod command;
mod document;
mod field;
mod join;
mod lower;
mod naming;
pub mod scan;
mod shape;
mod shorthand;
#[cfg(test)]
mod tests;

pub use account::{Account, Piece};
pub use bare::Assumed;
pub use join::{shown, supplement, wanted};
