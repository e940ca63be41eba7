//! A `;` in a domain would start another attribute.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("token").domain("example.com; Secure")); //~ E0080

fn main() {}
