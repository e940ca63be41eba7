//! The error of a body.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use super::limits::MAX_DEPTH;

/// The error of a [`Body`](crate::Body) that ended before its content was complete.
///
/// By then, the server has the response head, and possibly a part of the body. It aborts the
/// transfer. The text of this error includes the cause. So [`source`](Error::source) is the source
/// of the cause, as for [`std::io::Error`], and [`get_ref`](Self::get_ref) is the cause.
///
/// A clone is the same error: an end callback and the server both receive it.
#[derive(Clone, Debug)]
pub struct RenderError(Arc<Cause>);

/// The kind of failure.
#[derive(Debug)]
enum Cause {
    Failed(ErrorSource, Box<dyn Error + Send + Sync>),
    Panicked(ErrorSource, Option<String>),
    WriterPanicked,
    LengthMismatch,
    TooDeep,
    #[cfg(feature = "local")]
    WrongThread(ErrorSource),
}

/// The source of a body's frames, as the text of an error names it.
#[derive(Clone, Copy, Debug)]
pub(super) enum ErrorSource {
    /// A render function.
    Render,
    /// A forwarded body.
    Body,
}

impl fmt::Display for ErrorSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Render => "the render function",
            Self::Body => "the body",
        })
    }
}

impl RenderError {
    fn new(cause: Cause) -> Self {
        Self(Arc::new(cause))
    }

    /// Creates the error of a source that returned an error.
    ///
    /// If that error is itself a [`RenderError`], from another body of this crate, it is returned
    /// unchanged.
    pub(super) fn failed(
        source: ErrorSource,
        error: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        match error.into().downcast() {
            Ok(error) => *error,
            Err(error) => Self::new(Cause::Failed(source, error)),
        }
    }

    /// Creates the error of a body that failed.
    #[cfg(any(feature = "local", feature = "tower"))]
    pub(crate) fn from_body(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::failed(ErrorSource::Body, error)
    }

    /// Creates the error of a source that panicked.
    ///
    /// It contains the panic message if that is text.
    pub(super) fn panicked(source: ErrorSource, payload: Box<dyn Any + Send>) -> Self {
        let message = match payload.downcast::<String>() {
            Ok(message) => Some(*message),
            Err(payload) => {
                let message = payload.downcast_ref::<&str>().map(ToString::to_string);
                // The destructor of a panic payload may panic again.
                std::mem::forget(payload);
                message
            }
        };
        Self::new(Cause::Panicked(source, message))
    }

    /// Creates the error of a task that panicked while it held the writer.
    pub(super) fn writer_panicked() -> Self {
        Self::new(Cause::WriterPanicked)
    }

    /// Creates the error of a forwarded body whose length differs from its declared length.
    pub(super) fn length_mismatch() -> Self {
        Self::new(Cause::LengthMismatch)
    }

    /// Creates the error of a part that is nested more than [`MAX_DEPTH`] levels deep.
    pub(super) fn too_deep() -> Self {
        Self::new(Cause::TooDeep)
    }

    /// Creates the error of a local render function that was polled on another thread.
    #[cfg(feature = "local")]
    pub(crate) fn render_on_wrong_thread() -> Self {
        Self::new(Cause::WrongThread(ErrorSource::Render))
    }

    /// Creates the error of a local body that was polled on another thread.
    #[cfg(feature = "local")]
    pub(crate) fn body_on_wrong_thread() -> Self {
        Self::new(Cause::WrongThread(ErrorSource::Body))
    }

    /// Returns the error of the render function or of the forwarded body.
    #[must_use]
    pub fn get_ref(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        match &*self.0 {
            Cause::Failed(_, error) => Some(error.as_ref()),
            _ => None,
        }
    }

    /// Returns `true` if a panic ended the body, and not an `Err`.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        matches!(*self.0, Cause::Panicked(..) | Cause::WriterPanicked)
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Cause::Failed(source, error) => {
                write!(f, "{source} failed after the head was sent: {error}")
            }
            Cause::Panicked(source, Some(message)) => write!(f, "{source} panicked: {message}"),
            Cause::Panicked(source, None) => write!(f, "{source} panicked"),
            Cause::LengthMismatch => f.write_str("the body does not have its declared length"),
            Cause::TooDeep => write!(f, "parts are nested more than {MAX_DEPTH} levels deep"),
            Cause::WriterPanicked => f.write_str("a task that was writing the body panicked"),
            #[cfg(feature = "local")]
            Cause::WrongThread(source) => {
                write!(f, "{source} is local, and was polled on another thread")
            }
        }
    }
}

impl Error for RenderError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &*self.0 {
            Cause::Failed(_, error) => error.source(),
            _ => None,
        }
    }
}
