//! `Letter<u8>` is a valid type, and every crate can implement `Phase`.
//!
//! Task: close the set of phases, so that neither is possible and a phase has no values.

use std::marker::PhantomData;

pub trait Phase {}
pub struct Blank;
pub struct Addressed;

pub struct Letter<P> {
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
