//! Input that is broken, hostile or out of all proportion: it is named with its place, the rest is
//! judged all the same, and nothing hangs, grows without end or panics. What takes a file system is
//! in `cli/bad_files.rs`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

#[path = "bad_input/broken.rs"]
mod broken;
#[path = "bad_input/circles.rs"]
mod circles;
#[path = "bad_input/guard.rs"]
mod guard;
#[path = "bad_input/large.rs"]
mod large;
#[path = "bad_input/nested.rs"]
mod nested;
#[path = "bad_input/random.rs"]
mod random;
#[path = "bad_input/templates.rs"]
mod templates;
