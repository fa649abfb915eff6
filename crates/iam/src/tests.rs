//! Whole policies against whole requests.

mod delivery;
mod identity;
mod oracle;
mod properties;
