// A `;` in a value would start an attribute.

use headfirst::cookie::CookieError;
use headfirst::{CookieDef, cookie_def};

const NOTE: CookieDef = cookie_def!(CookieDef::new("note"));

fn main() {
    let error = NOTE.value("t2; Domain=evil.example").unwrap_err();
    assert_eq!(error, CookieError::InvalidValue);
    let text = "the cookie value has a control character, space, quote, comma, `;` or `\\`";
    assert_eq!(error.to_string(), text);
}
