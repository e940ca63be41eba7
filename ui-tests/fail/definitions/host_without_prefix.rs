//! A definition of a kind has the prefix of that kind.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("token")); //~ E0080

fn main() {}
