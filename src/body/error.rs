//! How a render ends.

use std::any::Any;
use std::error::Error;
use std::fmt;

/// How deep parts nest at most.
pub(super) const DEEPEST: u8 = 100;

/// Why a body ended before its content did: the error of [`Body`](crate::Body).
///
/// The head has left by then, and part of the body may have; the server breaks the transfer off.
#[derive(Debug)]
pub struct RenderError(Cause);

#[derive(Debug)]
enum Cause {
    Failed(Maker, Box<dyn Error + Send + Sync>),
    Panicked(Maker, Option<String>),
    WriterPanicked,
    OtherLength,
    TooDeep,
    #[cfg(feature = "local")]
    WrongThread,
}

/// What makes a body.
#[derive(Clone, Copy, Debug)]
pub(super) enum Maker {
    Render,
    /// A body that is passed on.
    Body,
}

impl fmt::Display for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Render => "the render",
            Self::Body => "the body",
        })
    }
}

impl RenderError {
    /// The error of what makes a body; that of another body of ours says how it failed already.
    pub(super) fn failed(maker: Maker, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        match error.into().downcast() {
            Ok(error) => *error,
            Err(error) => Self(Cause::Failed(maker, error)),
        }
    }

    pub(super) fn panicked(maker: Maker, payload: Box<dyn Any + Send>) -> Self {
        let message = match payload.downcast::<String>() {
            Ok(message) => Some(*message),
            Err(payload) => {
                let message = payload.downcast_ref::<&str>().map(ToString::to_string);
                // Dropping what somebody has thrown may panic again.
                std::mem::forget(payload);
                message
            }
        };
        Self(Cause::Panicked(maker, message))
    }

    pub(super) fn writer_panicked() -> Self {
        Self(Cause::WriterPanicked)
    }

    /// A body that is passed on is shorter or longer than it said.
    pub(super) fn of_other_length() -> Self {
        Self(Cause::OtherLength)
    }

    pub(super) fn too_deep() -> Self {
        Self(Cause::TooDeep)
    }

    #[cfg(feature = "local")]
    pub(crate) fn wrong_thread() -> Self {
        Self(Cause::WrongThread)
    }

    /// Whether a panic ended it, and not an `Err`.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        matches!(self.0, Cause::Panicked(..) | Cause::WriterPanicked)
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Failed(maker, _) => write!(f, "{maker} failed after the head had left"),
            Cause::Panicked(maker, Some(message)) => write!(f, "{maker} panicked: {message}"),
            Cause::Panicked(maker, None) => write!(f, "{maker} panicked"),
            Cause::OtherLength => f.write_str("the body is not as long as it said"),
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
            Cause::Failed(_, error) => Some(error.as_ref()),
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
pub trait RenderOutput: sealed::Sealed {}

impl RenderOutput for () {}
impl<E: Into<Box<dyn Error + Send + Sync>>> RenderOutput for Result<(), E> {}

pub(crate) fn outcome(returned: impl RenderOutput) -> Result<(), RenderError> {
    sealed::Sealed::outcome(returned)
}

mod sealed {
    use super::{Error, Maker, RenderError};

    #[allow(unnameable_types, reason = "unnameable is what seals `super::RenderOutput`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be made an outcome of a render",
        label = "`RenderOutput` is sealed",
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
            self.map_err(|error| RenderError::failed(Maker::Render, error))
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
