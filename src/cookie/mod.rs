//! Cookies: what is known to be valid to set, and what the request has.

mod error;
mod rules;
mod set_cookie;
mod view;

pub use error::CookieError;
pub use set_cookie::{RemoveCookie, SetCookie};
pub use view::Cookies;
