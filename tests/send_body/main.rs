//! Forwarded bodies.

mod created;
mod ends;
mod fails;
mod scripted;
mod sent;
#[path = "../support/mod.rs"]
mod support;
