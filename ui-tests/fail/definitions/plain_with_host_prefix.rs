//! A name with a prefix is defined by the kind that keeps its promise.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("__Host-token")); //~ E0080

fn main() {}
