//! One `write` for every phase with the capability.

mod sealed {
    pub trait Sealed {
        type Data;
    }
    pub trait HasText: Sealed {
        fn text(data: &mut Self::Data) -> &mut String;
    }
}

pub trait Phase: sealed::Sealed {}
pub trait CanWrite: Phase + sealed::HasText {}
impl CanWrite for Blank {}
impl CanWrite for Addressed {}
impl sealed::HasText for Blank {
    fn text(data: &mut String) -> &mut String {
        data
    }
}
impl sealed::HasText for Addressed {
    fn text(data: &mut (String, String)) -> &mut String {
        &mut data.1
    }
}
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

impl<P: Phase> Letter<P> {
    pub fn write(&mut self, text: &str)
    where
        P: CanWrite,
    {
        P::text(&mut self.data).push_str(text);
    }
}

impl Letter<Blank> {
    pub fn new() -> Self {
        Self { data: String::new() }
    }

    pub fn address(self, to: &str) -> Letter<Addressed> {
        Letter { data: (to.to_owned(), self.data) }
    }
}

impl Letter<Addressed> {
    pub fn post(self) -> Letter<Posted> {
        Letter { data: format!("{}: {}", self.data.0, self.data.1) }
    }
}

impl Letter<Posted> {
    pub fn seen(&self) -> &str {
        &self.data
    }
}
