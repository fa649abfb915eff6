//! Shared by the tests: configurations in a few lines, and what a check says about them.

mod given;
pub mod measure;
pub mod page;
pub mod pieces;
mod told;

pub use given::{Given, given};
pub use told::Told;
