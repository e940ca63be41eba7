//! The path of a cookie has no query, because a client compares only paths.

use headfirst::{CookieDef, cookie_def};

const CART: CookieDef = cookie_def!(CookieDef::new("cart").path("/shop?lang=en")); //~ E0080

fn main() {}
