//! The error contains the letter.

mod sealed {
    pub trait Sealed {
        type Data;
    }
}

pub trait Phase: sealed::Sealed {}
pub enum Blank {}
pub enum Addressed {}
impl sealed::Sealed for Blank {
    type Data = String;
}
impl sealed::Sealed for Addressed {
    type Data = (String, String);
}
impl Phase for Blank {}
impl Phase for Addressed {}

#[must_use = "a letter that is dropped is never sent"]
pub struct Letter<P: Phase> {
    data: P::Data,
}

pub struct ErrorWithLetter {
    letter: Letter<Blank>,
}

impl ErrorWithLetter {
    pub fn into_letter(self) -> Letter<Blank> {
        self.letter
    }
}

impl Letter<Blank> {
    pub fn written(text: &str) -> Self {
        Self { data: text.to_owned() }
    }

    pub fn address(self, to: &str) -> Result<Letter<Addressed>, ErrorWithLetter> {
        if to.is_empty() {
            Err(ErrorWithLetter { letter: self })
        } else {
            Ok(Letter { data: (to.to_owned(), self.data) })
        }
    }
}

impl Letter<Addressed> {
    pub fn send(self) -> String {
        format!("{}: {}", self.data.0, self.data.1)
    }
}
