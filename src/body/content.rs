//! Complete bodies.

use bytes::Bytes;

/// A complete body: anything that is `Into<Bytes>`, and with the feature `maud` its `Markup`.
///
/// This is a separate trait so that the compiler error can name the fix. The compiler infers `By`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as a body directly",
    label = "neither owned text nor owned bytes",
    note = "a template or another value that is `Display`: `send(value.to_string())`",
    note = "`Json` and other responses of axum: `respond(value)`; an `http_body::Body`: `send_body(body)`",
    note = "the `Markup` of maud needs the feature `maud`"
)]
pub trait IntoContent<By = ()> {
    #[doc(hidden)]
    fn into_content(self) -> Bytes;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Bytes>> IntoContent for T {
    #[inline]
    fn into_content(self) -> Bytes {
        self.into()
    }
}
