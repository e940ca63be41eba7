//! A `__Http-` cookie is `HttpOnly`.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::http_prefix("__Http-token").without_http_only()); //~ E0277

fn main() {}
