//! Clients compare prefixes without case.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("__hOST-token")); //~ E0080

fn main() {}
