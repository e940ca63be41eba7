//! A door can be locked only while it is shut.
//!
//! Task: locking an open door is E0599, with rustc's message. Move the bound so that the library's message
//! is used, and write it: "a door cannot be locked in phase `Open`", with a note that names the method to
//! call first, `shut()`.

use std::marker::PhantomData;

mod sealed {
    pub trait Sealed {}
}

pub trait Phase: sealed::Sealed {}
pub enum Open {}
pub enum Shut {}
impl sealed::Sealed for Open {}
impl sealed::Sealed for Shut {}
impl Phase for Open {}
impl Phase for Shut {}

pub trait CanLock: Phase {}
impl CanLock for Shut {}

pub struct Door<P: Phase>(PhantomData<P>);

impl Door<Open> {
    pub fn open() -> Self {
        Self(PhantomData)
    }

    pub fn shut(self) -> Door<Shut> {
        Door(PhantomData)
    }
}

impl<P: CanLock> Door<P> {
    pub fn lock(&mut self) -> bool {
        true
    }
}
