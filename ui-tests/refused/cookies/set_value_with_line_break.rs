// A line break in a value would start a header.

use cookie::Cookie;
use headfirst::SetCookie;
use headfirst::cookie::CookieError;

fn main() {
    let injected = Cookie::new("note", "t2\r\nX-Injected: 1");
    let error = SetCookie::try_from(injected).unwrap_err();
    assert_eq!(error, CookieError::InvalidValue);
    let text = "the cookie value has a control character, space, quote, comma, `;` or `\\`";
    assert_eq!(error.to_string(), text);
}
