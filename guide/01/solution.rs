//! No value of this type has a text without an address.

#[derive(Debug)]
pub enum Letter {
    Blank,
    Addressed { to: String },
    Written { to: String, text: String },
}
