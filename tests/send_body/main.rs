//! A body that somebody else has made, behind a head of ours.

mod ends;
mod fails;
mod scripted;
mod sent;
#[path = "../support/mod.rs"]
mod support;
