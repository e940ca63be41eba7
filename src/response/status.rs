//! Arguments that are valid statuses.

use http::StatusCode;

/// A valid status: anything that is `Into<StatusCode>`.
///
/// This is a separate trait so that the compile error can name the fix.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be a valid status",
    label = "a number may be no status",
    note = "use a constant: `set_status(StatusCode::CREATED)`",
    note = "for a number known at run time: `set_status(StatusCode::from_u16(number)?)`"
)]
pub trait IntoStatus {
    #[doc(hidden)]
    fn into_status(self) -> StatusCode;
}

#[diagnostic::do_not_recommend]
impl<T: Into<StatusCode>> IntoStatus for T {
    #[inline]
    fn into_status(self) -> StatusCode {
        self.into()
    }
}
