//! The head of a response: what can be set, what is sent, and the types of its phases.

mod attacks;
mod errors;
mod head;
mod headers;
mod lengths;
mod no_content;
mod relayed;
#[path = "../support/mod.rs"]
mod support;
mod templates;
mod transitions;
mod types;
