//! Cookies: validated `Set-Cookie` values, and the cookies of a request.

// In the order of reading:
//
// - A definition: `definition`, `builder` with the defaults, `prefix`, and `attributes`, which has
//   the text of a definition. `rules` has the rules that it follows, and `error` their errors.
// - Its value: `value`, with the encodings `percent`, `base64url` and `signed`.
// - The cookies of a request: `cookies`, which reads by `read` and `find`.
// - The cookies of a response: `set_cookie` is one of them, `set_cookies` all. `overrides` changes
//   what a handler reads, and `answer` what a middleware reads after it. `convert` and `relayed`
//   accept cookies of the cookie crate and of other servers, `identity` compares cookies as clients
//   do, and `lost` reports those that no response sends.
// - `const_writer` and `date` write text.

mod answer;
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
#[cfg(feature = "testing")]
pub(crate) use identity::path_matches;
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
