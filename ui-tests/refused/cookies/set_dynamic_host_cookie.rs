// A client rejects a `__Host-` cookie that is not `Secure`.

use cookie::Cookie;
use headfirst::SetCookie;
use headfirst::cookie::CookieError;

fn main() {
    let token = Cookie::build(("__Host-token", "t2")).path("/");
    let error = SetCookie::try_from(token).unwrap_err();
    assert_eq!(error, CookieError::PrefixNeedsSecure);
    assert_eq!(error.to_string(), "this cookie name prefix requires `Secure`");
}
