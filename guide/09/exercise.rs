//! A posted letter can be looked at, but not changed.
//!
//! Task: `post` returns the posted letter, and the caller can hold it forever. Lend it to a callback
//! instead, and return how many times it was looked at.

mod sealed {
    pub trait Sealed {
        type Data;
    }
}

pub trait Phase: sealed::Sealed {}
pub enum Blank {}
pub enum Posted {}
impl sealed::Sealed for Blank {
    type Data = String;
}
impl sealed::Sealed for Posted {
    type Data = u32;
}
impl Phase for Blank {}
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

    pub fn post(self) -> Letter<Posted> {
        Letter { data: 0 }
    }
}

impl Letter<Posted> {
    pub fn look(&mut self) {
        self.data += 1;
    }
}
