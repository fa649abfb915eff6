//! A report as text for people and for programs: one file a format. Every format writes to a
//! stream that it is given; whether there is colour and how wide a line is, the host decides.

#[cfg(not(target_family = "wasm"))]
pub mod ci;
mod concise;
#[cfg(not(target_family = "wasm"))]
mod full;
mod json;
mod mermaid;
mod safe;
mod timeline;
mod trace;
mod words;

pub use concise::concise;
#[cfg(not(target_family = "wasm"))]
pub use full::full;
pub use json::json;
pub use mermaid::mermaid;
pub use safe::safe;
pub use timeline::{timeline, timeline_json};
pub use trace::trace;

#[cfg(test)]
mod sample;
