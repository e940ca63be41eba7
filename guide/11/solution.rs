//! No `Clone`, no `Default`, no public field, and the callback gets another type.

pub struct Letter {
    text: String,
}

pub struct Posted {
    text: String,
}

impl Posted {
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Letter {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned() }
    }

    pub fn post(self, look: impl FnOnce(&mut Posted)) -> String {
        let mut posted = Posted { text: self.text };
        look(&mut posted);
        posted.text
    }
}
