//! A partitioned cookie is `Secure`.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("token").without_secure().partitioned()); //~ E0080

fn main() {}
