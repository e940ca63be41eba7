//! A cookie name is a token.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("to ken")); //~ E0080

fn main() {}
