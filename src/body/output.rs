//! Return values of render functions and of recoveries.

use std::error::Error;

use super::error::{ErrorSource, RenderError};

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
