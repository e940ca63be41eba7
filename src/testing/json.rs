//! JSON of a request.

use std::fmt;

/// An argument of [`with_json`](super::with_json): anything that is `Display`.
///
/// This is a separate trait so that the compile error can name the fix.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not format as JSON",
    label = "not `Display`",
    note = "a value of serde, by the macro of serde_json: `with_json(request, json!(value))`",
    note = "text is sent as it is: `with_json(request, \"[1, 2]\")`"
)]
pub trait IntoJson {
    #[doc(hidden)]
    fn into_json(self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: fmt::Display> IntoJson for T {
    fn into_json(self) -> String {
        self.to_string()
    }
}
