//! A `__Host-` cookie belongs to all paths.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token").path("/app")); //~ E0277

fn main() {}
