//! Cookies: validated `Set-Cookie` values, and the cookies of a request.

mod argument;
mod attributes;
mod base64url;
mod builder;
mod definition;
mod dynamic;
mod error;
mod find;
mod identity;
mod lost;
mod overlay;
mod percent;
pub mod prefix;
mod read;
mod rules;
mod set_cookie;
#[cfg(feature = "signed")]
mod signed;
mod value;
mod view;
mod written;

#[cfg(feature = "signed")]
pub use ::cookie::Key;
pub use ::cookie::{Cookie, CookieBuilder, Expiration, SameSite};

pub use argument::{IntoRemoveCookie, IntoSetCookie};
pub use builder::CookieDefBuilder;
pub use definition::CookieDef;
pub use dynamic::capped_max_age;
#[cfg(feature = "testing")]
pub(crate) use dynamic::is_tied;
pub use error::CookieError;
pub(crate) use identity::{Identity, default_path};
pub(crate) use lost::tell as tell_lost;
pub use lost::{Lost, on_lost};
pub use percent::PercentEncoded;
pub use read::{ReadCookie, ReadCookieError};
#[cfg(feature = "testing")]
pub(crate) use rules::LONGEST;
pub use set_cookie::{RemoveCookie, SetCookie};
#[cfg(feature = "signed")]
pub use signed::{Keys, Private, Signed};
pub use value::{CookieValue, Held, IntoCookieValue, Unkeyed};
pub use view::Cookies;
pub(crate) use written::Used;

/// Items for [`cookie_def!`](crate::cookie_def).
#[doc(hidden)]
pub mod __private {
    pub use super::attributes::{Definition, Owned, Parts, Said};
    pub use super::value::Bound;
}
