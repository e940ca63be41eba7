//! A `;` in a path would start another attribute.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("token").path("/; Domain=evil.example")); //~ E0080

fn main() {}
