//! Cookies: validated `Set-Cookie` values, and the cookies of a request.

mod attributes;
mod base64url;
mod builder;
mod const_writer;
mod convert;
mod cookies;
mod date;
mod definition;
mod error;
mod find;
mod identity;
mod lost;
mod overrides;
mod percent;
pub mod prefix;
mod read;
mod relayed;
mod rules;
mod set_cookie;
mod set_cookies;
#[cfg(feature = "signed")]
mod signed;
mod value;

#[cfg(feature = "signed")]
pub use ::cookie::Key;
pub use ::cookie::{Cookie, CookieBuilder, Expiration, SameSite};

pub use builder::CookieDefBuilder;
#[cfg(feature = "testing")]
pub(crate) use convert::is_storable;
pub use convert::{IntoRemoveCookie, IntoSetCookie, capped_max_age};
pub use cookies::Cookies;
pub use definition::CookieDef;
pub use error::CookieError;
pub(crate) use identity::{Identity, default_path};
pub(crate) use lost::report as report_lost;
pub use lost::{Lost, on_lost};
pub use percent::PercentEncoded;
pub use read::{ReadCookie, ReadCookieError};
#[cfg(feature = "testing")]
pub(crate) use rules::MAX_AGE;
pub use set_cookie::{RemoveCookie, SetCookie};
pub(crate) use set_cookies::Used;
#[cfg(feature = "signed")]
pub use signed::{Keys, Private, Signed};
pub use value::{CookieValue, Held, IntoCookieValue, Unkeyed};

/// Items for [`cookie_def!`](crate::cookie_def).
#[doc(hidden)]
pub mod __private {
    pub use super::attributes::{Definition, Owned, Parts, Settings};
    pub use super::value::Bound;
}
