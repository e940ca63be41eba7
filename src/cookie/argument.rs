//! Arguments of the methods that set and remove cookies.

use super::error::CookieError;
use super::set_cookie::{RemoveCookie, SetCookie};

/// An argument of [`set_cookie`](crate::Response::set_cookie).
///
/// It is implemented for every type that is `Into<SetCookie>`, and for the `Result` of creating a
/// [`SetCookie`], so that one `?` handles both errors.
///
/// This is a separate trait so that a compile error can show how to create a [`SetCookie`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be a valid cookie",
    label = "may break a rule of RFC 6265bis",
    note = "make it by a definition, `TOKEN.value(..)`, or check it, `SetCookie::try_from(..)`; a value \
            that can be any text: `SetCookie::percent_encoded(..)`"
)]
pub trait IntoSetCookie {
    #[doc(hidden)]
    fn into_set_cookie(self) -> Result<SetCookie, CookieError>;
}

#[diagnostic::do_not_recommend]
impl<T: Into<SetCookie>> IntoSetCookie for T {
    #[inline]
    fn into_set_cookie(self) -> Result<SetCookie, CookieError> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl IntoSetCookie for Result<SetCookie, CookieError> {
    #[inline]
    fn into_set_cookie(self) -> Self {
        self
    }
}

/// An argument of [`remove_cookie`](crate::Response::remove_cookie).
///
/// It is implemented for every type that is `Into<RemoveCookie>`, and for the `Result` of creating
/// a [`RemoveCookie`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which cookie to remove",
    label = "lacks the scope that it was set with",
    note = "remove it by its definition, `remove_cookie(&TOKEN)`, or say its scope, \
            `RemoveCookie::try_from(..)`"
)]
pub trait IntoRemoveCookie {
    #[doc(hidden)]
    fn into_remove_cookie(self) -> Result<RemoveCookie, CookieError>;
}

#[diagnostic::do_not_recommend]
impl<T: Into<RemoveCookie>> IntoRemoveCookie for T {
    fn into_remove_cookie(self) -> Result<RemoveCookie, CookieError> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl IntoRemoveCookie for Result<RemoveCookie, CookieError> {
    fn into_remove_cookie(self) -> Self {
        self
    }
}
