//! Cookies: what is known to be valid to set, and what the request has.

mod argument;
mod base64url;
mod definition;
mod draft;
mod dynamic;
mod error;
mod find;
pub mod kind;
mod overlay;
mod rules;
mod set_cookie;
#[cfg(feature = "signed")]
mod signed;
mod value;
mod view;
mod written;

pub use argument::{IntoRemoveCookie, IntoSetCookie};
pub use definition::CookieDef;
pub use draft::Draft;
pub use error::CookieError;
pub use set_cookie::{RemoveCookie, SetCookie};
#[cfg(feature = "signed")]
pub use signed::{Keys, Tampered};
pub use view::Cookies;
