//! Arguments that are valid header values.

use http::HeaderValue;

/// A valid header value: anything that is `Into<HeaderValue>`.
///
/// That includes numbers, and the result of [`header_value!`](crate::header_value). This is a
/// separate trait so that the compile error can name the fix.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be a valid header value",
    label = "may have bytes that no header takes",
    note = "a literal is checked when it compiles: `headfirst::header_value!(\"text/css\")`",
    note = "content types have constants, such as `headfirst::header::content_type::TEXT_CSS_UTF_8`",
    note = "for text known at run time: `try_insert_header(name, text)?`"
)]
pub trait IntoHeaderValue {
    #[doc(hidden)]
    fn into_header_value(self) -> HeaderValue;
}

#[diagnostic::do_not_recommend]
impl<T: Into<HeaderValue>> IntoHeaderValue for T {
    #[inline]
    fn into_header_value(self) -> HeaderValue {
        self.into()
    }
}

/// Returns whether text is a header value, for [`header_value!`](crate::header_value).
///
/// It accepts the same bytes as [`HeaderValue::from_static`].
#[doc(hidden)]
#[must_use]
pub const fn __is_value(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        if !matches!(bytes[index], b' '..=b'~' | b'\t') {
            return false;
        }
        index += 1;
    }
    true
}

/// Creates a [`HeaderValue`](http::HeaderValue) that is checked at compile time.
///
/// # Examples
/// ```
/// use headfirst::header::X_FRAME_OPTIONS;
/// use headfirst::{Head, Response, header_value};
///
/// let res = Response::<Head>::new().with_header(X_FRAME_OPTIONS, header_value!("DENY"));
/// assert_eq!(res.send("").headers()["x-frame-options"], "DENY");
/// ```
///
/// A value with a control character or with text that is not ASCII is a compile error:
/// ```compile_fail,E0080
/// use headfirst::header_value;
///
/// let value = header_value!("attachment; filename=café");
/// ```
#[macro_export]
macro_rules! header_value {
    ($value:expr) => {{
        // This is an item, so `cargo check` evaluates it at any call site.
        const __VALUE: $crate::header::HeaderValue = {
            if !$crate::header::__is_value($value) {
                ::core::panic!("a header value is visible ASCII, spaces and tabs");
            }
            $crate::header::HeaderValue::from_static($value)
        };
        __VALUE
    }};
}
