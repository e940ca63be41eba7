//! A `__Http-` cookie is `HttpOnly`.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::http("__Http-token").readable_by_scripts()); //~ E0277

fn main() {}
