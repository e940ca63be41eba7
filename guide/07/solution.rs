//! The bound is on the method, and the trait has the message.

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

#[diagnostic::on_unimplemented(
    message = "a door cannot be locked in phase `{Self}`",
    label = "it is not shut",
    note = "call `shut()` first"
)]
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

impl<P: Phase> Door<P> {
    pub fn lock(&mut self) -> bool
    where
        P: CanLock,
    {
        true
    }
}
