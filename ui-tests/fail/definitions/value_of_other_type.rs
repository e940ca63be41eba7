//! A definition has the type of its value.

use headfirst::{CookieDef, cookie_def};

const VISITS: CookieDef<u32> = cookie_def!(CookieDef::new("visits"));

fn visits() -> Result<headfirst::SetCookie, headfirst::cookie::CookieError> {
    VISITS.value("seven") //~ E0277
}

fn main() {}
