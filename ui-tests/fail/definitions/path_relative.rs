//! A client ignores a path that does not start with `/`.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("token").path("app")); //~ E0080

fn main() {}
