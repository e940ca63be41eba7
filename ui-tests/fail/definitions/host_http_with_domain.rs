//! A `__Host-Http-` cookie belongs to one host.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_http_prefix("__Host-Http-a").domain("a.example")); //~ E0277

fn main() {}
