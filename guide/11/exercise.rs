//! Four programs copy a letter, or change it after it was posted.
//!
//! Task: close the holes. `post` must lend a `&mut Posted`, a type of its own. It has the text in a private struct
//! field `text`, and a method `text()` returns it.

#[derive(Clone, Default)]
pub struct Letter {
    pub text: String,
}

impl Letter {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned() }
    }

    pub fn post(mut self, look: impl FnOnce(&mut Letter)) -> String {
        look(&mut self);
        self.text
    }
}
