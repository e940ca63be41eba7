//! What the cookie setters take.

use super::error::CookieError;
use super::set_cookie::{RemoveCookie, SetCookie};

/// What [`set_cookie`](crate::Response::set_cookie) takes: all that is `Into<SetCookie>`, and the
/// `Result` of making a [`SetCookie`], so that one `?` serves both.
///
/// A trait of its own, so that the compiler can say how to come by a [`SetCookie`].
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

/// What [`remove_cookie`](crate::Response::remove_cookie) takes: all that is `Into<RemoveCookie>`,
/// and the `Result` of making a [`RemoveCookie`].
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
