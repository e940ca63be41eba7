//! An enum of the phases.

use std::marker::PhantomData;

pub struct Blank;
pub struct Addressed;
pub struct Letter<S>(PhantomData<S>);

impl Letter<Blank> {
    pub fn new() -> Self {
        Self(PhantomData)
    }

    pub fn address(self, _to: &str) -> Letter<Addressed> {
        Letter(PhantomData)
    }
}

pub enum Any {
    Blank(Letter<Blank>),
    Addressed(Letter<Addressed>),
}

impl From<Letter<Blank>> for Any {
    fn from(letter: Letter<Blank>) -> Self {
        Self::Blank(letter)
    }
}

impl From<Letter<Addressed>> for Any {
    fn from(letter: Letter<Addressed>) -> Self {
        Self::Addressed(letter)
    }
}

impl Any {
    pub fn step(self) -> Self {
        match self {
            Self::Blank(letter) => letter.address("ann").into(),
            Self::Addressed(letter) => letter.into(),
        }
    }
}
