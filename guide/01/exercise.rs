//! A letter gets an address first, and then a text.
//!
//! Task: turn the struct into an enum with the variants `Blank`, `Addressed { to }` and
//! `Written { to, text }`, so that a letter cannot have a text without an address.

#[derive(Debug, Default)]
pub struct Letter {
    pub to: Option<String>,
    pub text: Option<String>,
}
