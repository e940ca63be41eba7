//! A `__Secure-` cookie is `Secure`.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::secure_prefix("__Secure-token").without_secure()); //~ E0277

fn main() {}
