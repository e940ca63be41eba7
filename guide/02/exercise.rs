//! A letter is blank, then addressed, then sent.
//!
//! Task: `address` borrows the blank letter, so two letters exist afterwards, and a blank letter can be
//! sent. Make `address` and `send` consume the letter, and let only an addressed letter be sent.

#[derive(Default)]
pub struct Blank;
pub struct Addressed {
    to: String,
}

impl Blank {
    pub fn address(&self, to: &str) -> Addressed {
        Addressed { to: to.to_owned() }
    }

    pub fn send(&self) -> String {
        String::from("to no address")
    }
}

impl Addressed {
    pub fn send(&self) -> String {
        format!("to {}", self.to)
    }
}
