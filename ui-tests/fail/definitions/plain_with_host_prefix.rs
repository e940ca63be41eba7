//! A name with a prefix is defined by the kind that enforces its rules.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("__Host-token")); //~ E0080

fn main() {}
