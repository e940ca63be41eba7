//! A private value is encoded already.

use headfirst::cookie::{Key, PercentEncoded};
use headfirst::{CookieDef, cookie_def};

const FLASH: CookieDef<PercentEncoded> = cookie_def!(CookieDef::plain("flash"));

fn bound(key: Key) {
    FLASH.private(key); //~ E0277
}

fn main() {}
