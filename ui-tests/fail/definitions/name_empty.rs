//! A cookie has a name.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("")); //~ E0080

fn main() {}
