//! The path of a cookie is one that a client sends: a query is no part of it.

use headfirst::{CookieDef, cookie_def};

const CART: CookieDef = cookie_def!(CookieDef::new("cart").path("/shop?lang=en")); //~ E0080

fn main() {}
