//! The posted letter is lent to a callback.

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

    pub fn post(self, follow: impl FnOnce(&mut Letter<Posted>)) -> u32 {
        let mut posted = Letter { data: 0 };
        follow(&mut posted);
        posted.data
    }
}

impl Letter<Posted> {
    pub fn look(&mut self) {
        self.data += 1;
    }
}
