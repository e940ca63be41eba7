//! Each phase has its own data.

mod sealed {
    pub trait Sealed {
        type Data;
    }
}

pub trait Phase: sealed::Sealed {}
pub enum Blank {}
pub enum Addressed {}
impl sealed::Sealed for Blank {
    type Data = ();
}
impl sealed::Sealed for Addressed {
    type Data = String;
}
impl Phase for Blank {}
impl Phase for Addressed {}

pub struct Letter<P: Phase> {
    data: P::Data,
}

impl Letter<Blank> {
    pub fn new() -> Self {
        Self { data: () }
    }

    pub fn address(self, to: &str) -> Letter<Addressed> {
        Letter { data: to.to_owned() }
    }
}

impl Letter<Addressed> {
    pub fn to(&self) -> &str {
        &self.data
    }
}
