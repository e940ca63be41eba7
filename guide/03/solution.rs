//! One type, with one `weight` for both states.

use std::marker::PhantomData;

pub struct Blank;
pub struct Addressed;

pub struct Letter<S> {
    grams: u32,
    state: PhantomData<S>,
}

impl<S> Letter<S> {
    pub fn weight(&self) -> u32 {
        self.grams
    }
}

impl Letter<Blank> {
    pub fn new(grams: u32) -> Self {
        Self { grams, state: PhantomData }
    }

    pub fn address(self) -> Letter<Addressed> {
        Letter { grams: self.grams, state: PhantomData }
    }
}

impl Letter<Addressed> {
    pub fn send(self) {}
}
