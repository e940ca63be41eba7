//! Cookies: what is known to be valid to set, and what the request has.

mod argument;
mod base64url;
mod builder;
mod definition;
mod dynamic;
mod error;
mod find;
mod identity;
mod lost;
mod overlay;
pub mod prefix;
mod rules;
mod set_cookie;
#[cfg(feature = "signed")]
mod signed;
mod value;
mod view;
mod written;

pub use argument::{IntoRemoveCookie, IntoSetCookie};
pub use builder::CookieDefBuilder;
pub use definition::CookieDef;
pub use error::CookieError;
pub(crate) use identity::{Identity, default_path};
pub(crate) use lost::tell as tell_lost;
pub use lost::{Lost, on_lost};
pub use set_cookie::{RemoveCookie, SetCookie};
#[cfg(feature = "signed")]
pub use signed::{Keys, VerifyError};
pub use view::Cookies;
pub(crate) use written::Used;
