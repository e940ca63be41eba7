//! Two types with the same data, and one method that is written twice.
//!
//! Task: replace both types by one `Letter<S>` with the states as its parameter, and write `weight` once.

pub struct Blank {
    grams: u32,
}
pub struct Addressed {
    grams: u32,
}

impl Blank {
    pub fn new(grams: u32) -> Self {
        Self { grams }
    }

    pub fn address(self) -> Addressed {
        Addressed { grams: self.grams }
    }

    pub fn weight(&self) -> u32 {
        self.grams
    }
}

impl Addressed {
    pub fn weight(&self) -> u32 {
        self.grams
    }

    pub fn send(self) {}
}
