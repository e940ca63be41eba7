//! Return values of render functions, and the errors of a body and its writer.

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

/// The result of a render function that can fail with any error.
///
/// `?` converts every error to the one of this result, and `Err(error.into())` returns one. A
/// closure names it as its return type: rustc cannot infer the error type of `Ok(())`.
///
/// # Examples
/// ```
/// use headfirst::{Head, RenderResult, Response};
///
/// let res = Response::<Head>::new().stream(async |mut page| -> RenderResult {
///     let orders = std::fs::read_to_string("orders.html")?;
///     page.write(orders).await?;
///     Ok(())
/// });
/// # let _ = res;
/// ```
pub type RenderResult = Result<(), Box<dyn Error + Send + Sync>>;

/// A return type of a render function: `()` or `Result<(), E>`.
///
/// An `Err` ends the body with that error. This trait is sealed: a body ends either cleanly or with
/// an error.
///
/// # Examples
/// ```
/// use headfirst::body::RenderOutput;
/// use headfirst::{Body, Head, Response, Streaming};
///
/// fn not_found<Fut>(render: fn(Response<Streaming>) -> Fut) -> http::Response<Body>
/// where
///     Fut: Future<Output: RenderOutput> + Send + 'static,
/// {
///     Response::<Head>::new().with_status(http::StatusCode::NOT_FOUND).stream(render)
/// }
///
/// async fn render(mut page: Response<Streaming>) {
///     page.write("<h1>Not found</h1>");
/// }
///
/// assert_eq!(not_found(render).status(), 404);
/// ```
#[diagnostic::on_unimplemented(
    message = "a render cannot return `{Self}`",
    label = "not `()` and not a `Result<(), E>`",
    note = "return `()` or a `RenderResult`: `?` converts every error to its error",
    note = "or return a `Result<(), E>` with `E: Into<Box<dyn Error + Send + Sync>>`"
)]
pub trait RenderOutput: sealed::Sealed {}

impl RenderOutput for () {}
impl<E: Into<Box<dyn Error + Send + Sync>>> RenderOutput for Result<(), E> {}

/// The return type of a recovery: `()`, or `!` if it panics.
///
/// A recovery, such as that of [`boundary_or_else`](crate::Response::boundary_or_else), only writes.
/// This is a separate trait so that the compile error can name the fix.
#[diagnostic::on_unimplemented(
    message = "a recovery cannot return `{Self}`",
    label = "not `()`",
    note = "end its last line with `;`, as in `place.write(\"no orders\");`: a recovery returns `()`",
    note = "it cannot fail or wait, so it is not async: load what it needs before the part"
)]
pub trait RecoverOutput: sealed::SealedOutput {}

#[diagnostic::do_not_recommend]
impl RecoverOutput for () {}
#[diagnostic::do_not_recommend]
impl RecoverOutput for Never {}

/// The type `!`, which has no name yet, of an expression such as `panic!()`.
type Never = <fn() -> ! as Returns>::Output;

/// A function that returns an `Output`.
trait Returns {
    type Output;
}

impl<T> Returns for fn() -> T {
    type Output = T;
}

/// Converts the return value of a render function.
pub(crate) fn render_result(returned: impl RenderOutput) -> Result<(), RenderError> {
    sealed::Sealed::into_result(returned)
}

mod sealed {
    use super::{Error, ErrorSource, RenderError};

    #[allow(unnameable_types, reason = "unnameable is what seals `super::RenderOutput`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be converted to the result of a render",
        label = "`RenderOutput` is sealed",
        note = "a render returns `()` or a `Result<(), E>`"
    )]
    pub trait Sealed {
        fn into_result(self) -> Result<(), RenderError>;
    }

    #[allow(unnameable_types, reason = "unnameable is what seals `super::RecoverOutput`")]
    pub trait SealedOutput {}

    #[diagnostic::do_not_recommend]
    impl SealedOutput for () {}
    #[diagnostic::do_not_recommend]
    impl SealedOutput for super::Never {}

    #[diagnostic::do_not_recommend]
    impl Sealed for () {
        fn into_result(self) -> Result<(), RenderError> {
            Ok(())
        }
    }

    #[diagnostic::do_not_recommend]
    impl<E: Into<Box<dyn Error + Send + Sync>>> Sealed for Result<(), E> {
        fn into_result(self) -> Result<(), RenderError> {
            self.map_err(|error| RenderError::failed(ErrorSource::Render, error))
        }
    }
}
