//! Cookies: what is known to be valid to set, and what the request has.

mod definition;
mod draft;
mod error;
pub mod kind;
mod rules;
mod set_cookie;
mod value;
mod view;

pub use definition::CookieDef;
pub use draft::Draft;
pub use error::CookieError;
pub use set_cookie::{RemoveCookie, SetCookie};
pub use view::Cookies;
