//! A longer prefix has more rules than the kind enforces.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-Http-token")); //~ E0080

fn main() {}
