//! A blank letter has no address, and still has a field for one.
//!
//! Task: give each phase its own data, without `Option`. A blank letter has none, and an addressed letter
//! has a `String`. Name the field `data`. Then a blank letter has the size 0.

use std::marker::PhantomData;

mod sealed {
    pub trait Sealed {}
}

pub trait Phase: sealed::Sealed {}
pub enum Blank {}
pub enum Addressed {}
impl sealed::Sealed for Blank {}
impl sealed::Sealed for Addressed {}
impl Phase for Blank {}
impl Phase for Addressed {}

pub struct Letter<P: Phase> {
    to: Option<String>,
    phase: PhantomData<P>,
}

impl Letter<Blank> {
    pub fn new() -> Self {
        Self { to: None, phase: PhantomData }
    }

    pub fn address(self, to: &str) -> Letter<Addressed> {
        Letter { to: Some(to.to_owned()), phase: PhantomData }
    }
}

impl Letter<Addressed> {
    pub fn to(&self) -> &str {
        self.to.as_deref().unwrap()
    }
}
