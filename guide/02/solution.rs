//! Each step consumes the letter, and a blank letter has no `send`.

#[derive(Default)]
pub struct Blank;
pub struct Addressed {
    to: String,
}

impl Blank {
    pub fn address(self, to: &str) -> Addressed {
        Addressed { to: to.to_owned() }
    }
}

impl Addressed {
    pub fn send(self) -> String {
        format!("to {}", self.to)
    }
}
