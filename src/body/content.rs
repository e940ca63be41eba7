//! Bodies that are known in full.

use bytes::Bytes;

/// Body that is known in full: anything that is `Into<Bytes>`, and with the feature `maud` its markup.
///
/// This is a separate trait so that the compiler error can name the fix. The compiler infers `By`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as a body as it is",
    label = "not text or bytes of its own",
    note = "a template or another value that is `Display`: `send(value.to_string())`",
    note = "with axum, `Json` and what else it can make a response of: `respond(value)`",
    note = "an `http_body::Body`: `send_body(body)`; `Markup` of maud needs the feature `maud`"
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
