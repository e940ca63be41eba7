//! A definition is checked wherever it is written.

use headfirst::cookie::CookieError;
use headfirst::{CookieDef, SetCookie, cookie_def};

fn token() -> Result<SetCookie, CookieError> {
    let token: CookieDef = cookie_def!(CookieDef::new("to ken")); //~ E0080
    token.value("t2")
}

fn main() {}
