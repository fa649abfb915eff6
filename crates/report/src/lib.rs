//! A report as text for people and for programs: one file a format. Every format writes to a
//! stream that it is given; whether there is colour and how wide a line is, the host decides.

mod concise;
mod full;
mod json;
mod mermaid;
mod safe;
mod trace;
mod words;

pub use concise::concise;
pub use full::full;
pub use json::json;
pub use mermaid::mermaid;
pub use safe::safe;
pub use trace::trace;

#[cfg(test)]
mod sample;
