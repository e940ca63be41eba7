//! A `__Secure-` cookie is `Secure`.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::secure("__Secure-token").insecure()); //~ E0277

fn main() {}
