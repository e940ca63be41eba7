//! Forwarded bodies.

mod ends;
mod fails;
mod scripted;
mod sent;
#[path = "../support/mod.rs"]
mod support;
