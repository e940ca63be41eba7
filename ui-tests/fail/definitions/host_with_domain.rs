//! A `__Host-` cookie belongs to one host.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token").domain("example.com")); //~ E0277

fn main() {}
