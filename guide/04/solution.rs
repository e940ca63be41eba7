//! A sealed trait, and phases without values.

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
    phase: PhantomData<P>,
}

impl Letter<Blank> {
    pub fn new() -> Self {
        Self { phase: PhantomData }
    }

    pub fn address(self) -> Letter<Addressed> {
        Letter { phase: PhantomData }
    }
}
