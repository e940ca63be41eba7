// Clients store 50 cookies for a domain, and reject a head of more than 16 KiB.

use headfirst::cookie::CookieError;
use headfirst::{CookieDef, Head, Response, cookie_def};

const STATE: CookieDef = cookie_def!(CookieDef::new("state"));
const MORE: CookieDef = cookie_def!(CookieDef::new("more"));
const REST: CookieDef = cookie_def!(CookieDef::new("rest"));
const LAST: CookieDef = cookie_def!(CookieDef::new("last"));

fn main() {
    let mut res = Response::<Head>::new();
    let long = "x".repeat(4000);
    for definition in [STATE, MORE, REST] {
        res.set_cookie(definition.value(&long)).unwrap();
    }
    let error = res.set_cookie(LAST.value(&long)).unwrap_err();
    assert_eq!(error, CookieError::TooMuch);
    let text = "the response would set more than 50 cookies, or more than 14,336 bytes of them";
    assert_eq!(error.to_string(), text);
    let _ = res.no_content();
}
