//! How a render ends.

use std::any::Any;
use std::error::Error;
use std::fmt;

use super::stream::DEEPEST;

/// Why a body ended before its content did: the error of [`Body`](crate::Body).
///
/// The head, and part of the body, have been sent by then; the server breaks the transfer off.
#[derive(Debug)]
pub struct RenderError(Cause);

#[derive(Debug)]
enum Cause {
    Failed(Box<dyn Error + Send + Sync>),
    Panicked(Option<String>),
    WriterPanicked,
    TooDeep,
    #[cfg(feature = "local")]
    WrongThread,
}

impl RenderError {
    pub(super) fn panicked(payload: Box<dyn Any + Send>) -> Self {
        let message = match payload.downcast::<String>() {
            Ok(message) => Some(*message),
            Err(payload) => {
                let message = payload.downcast_ref::<&str>().map(ToString::to_string);
                // Dropping what somebody has thrown may panic again.
                std::mem::forget(payload);
                message
            }
        };
        Self(Cause::Panicked(message))
    }

    pub(super) fn writer_panicked() -> Self {
        Self(Cause::WriterPanicked)
    }

    pub(super) fn too_deep() -> Self {
        Self(Cause::TooDeep)
    }

    #[cfg(feature = "local")]
    pub(crate) fn wrong_thread() -> Self {
        Self(Cause::WrongThread)
    }

    /// Whether a panic ended the render, and not an `Err` that it returned.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        matches!(self.0, Cause::Panicked(_) | Cause::WriterPanicked)
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Failed(_) => f.write_str("the render failed after the head had been sent"),
            Cause::Panicked(Some(message)) => write!(f, "the render panicked: {message}"),
            Cause::Panicked(None) => f.write_str("the render panicked"),
            Cause::TooDeep => write!(f, "parts nest more than {DEEPEST} deep"),
            Cause::WriterPanicked => f.write_str("a task that was writing the body panicked"),
            #[cfg(feature = "local")]
            Cause::WrongThread => f.write_str("a local render was polled on another thread"),
        }
    }
}

impl Error for RenderError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Cause::Failed(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}

/// What a render may return: `()`, or a `Result<(), E>` whose error ends the body.
///
/// Sealed: a body ends cleanly or with an error.
#[diagnostic::on_unimplemented(
    message = "a render cannot return `{Self}`",
    label = "not `()` and not a `Result<(), E>`",
    note = "return `()`, or a `Result<(), E>` with `E: Into<Box<dyn Error + Send + Sync>>`"
)]
pub trait Outcome: sealed::Sealed {}

impl Outcome for () {}
impl<E: Into<Box<dyn Error + Send + Sync>>> Outcome for Result<(), E> {}

pub(crate) fn outcome(returned: impl Outcome) -> Result<(), RenderError> {
    sealed::Sealed::outcome(returned)
}

mod sealed {
    use super::{Cause, Error, RenderError};

    #[allow(unnameable_types, reason = "unnameable is what seals `super::Outcome`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be made an outcome of a render",
        label = "`Outcome` is sealed",
        note = "a render returns `()` or a `Result<(), E>`"
    )]
    pub trait Sealed {
        fn outcome(self) -> Result<(), RenderError>;
    }

    #[diagnostic::do_not_recommend]
    impl Sealed for () {
        fn outcome(self) -> Result<(), RenderError> {
            Ok(())
        }
    }

    #[diagnostic::do_not_recommend]
    impl<E: Into<Box<dyn Error + Send + Sync>>> Sealed for Result<(), E> {
        fn outcome(self) -> Result<(), RenderError> {
            self.map_err(|error| match error.into().downcast::<RenderError>() {
                // It failed with the error of another body, which says how already.
                Ok(error) => *error,
                Err(error) => RenderError(Cause::Failed(error)),
            })
        }
    }
}

/// The body was dropped, so nothing that is written will be sent: the client is gone, or the server
/// has given the response up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnected;

impl fmt::Display for Disconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body was dropped, so nothing more is sent")
    }
}

impl Error for Disconnected {}
