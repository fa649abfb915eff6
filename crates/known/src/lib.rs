//! What can be known about a configuration: places in it, three-valued truth, values that may be
//! absent or unknown, and text of which only some parts are known.

mod glob;
pub mod order;
mod span;
mod text;
mod truth;
mod value;
mod why;

pub use glob::{Case, Pattern};
pub use span::{FileId, Pos, Span};
pub use text::{Part, Shape, Symbol, Text};
pub use truth::Truth;
pub use value::{Known, Setting};
pub use why::{Fault, Settle, Why};
