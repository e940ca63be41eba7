//! Text can be added to a blank or an addressed letter, but not to a posted one.
//!
//! Task: add a capability `CanWrite`, and one `write` for all phases that have it. Its sealing trait
//! returns the text of a phase.

mod sealed {
    pub trait Sealed {
        type Data;
    }
}

pub trait Phase: sealed::Sealed {}
pub enum Blank {}
pub enum Addressed {}
pub enum Posted {}
impl sealed::Sealed for Blank {
    type Data = String;
}
impl sealed::Sealed for Addressed {
    type Data = (String, String);
}
impl sealed::Sealed for Posted {
    type Data = String;
}
impl Phase for Blank {}
impl Phase for Addressed {}
impl Phase for Posted {}

pub struct Letter<P: Phase> {
    data: P::Data,
}

impl Letter<Blank> {
    pub fn new() -> Self {
        Self { data: String::new() }
    }

    pub fn write(&mut self, text: &str) {
        self.data += text;
    }

    pub fn address(self, to: &str) -> Letter<Addressed> {
        Letter { data: (to.to_owned(), self.data) }
    }
}

impl Letter<Addressed> {
    pub fn write(&mut self, text: &str) {
        self.data.1 += text;
    }

    pub fn post(self) -> Letter<Posted> {
        Letter { data: format!("{}: {}", self.data.0, self.data.1) }
    }
}

impl Letter<Posted> {
    pub fn seen(&self) -> &str {
        &self.data
    }
}
