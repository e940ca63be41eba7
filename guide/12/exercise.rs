//! A queue holds letters in any phase.
//!
//! Task: add an enum `Any` with a variant per phase, of the same name, and `From` for both. Its method
//! `step(self) -> Any` addresses a blank letter to "ann", and returns an addressed letter unchanged.

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
