//! An address can be invalid, which is known only at run time.
//!
//! Task: return an error whose method `into_letter` gives back the letter and its text. Also, make rustc
//! warn with "a letter that is dropped is never sent" if a letter is not used.

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

pub struct Letter<P: Phase> {
    data: P::Data,
}

impl Letter<Blank> {
    pub fn written(text: &str) -> Self {
        Self { data: text.to_owned() }
    }

    pub fn address(self, to: &str) -> Result<Letter<Addressed>, &'static str> {
        if to.is_empty() {
            Err("the address is empty")
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
