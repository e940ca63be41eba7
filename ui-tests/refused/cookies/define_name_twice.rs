// A client would store both cookies, and may send either.

use headfirst::cookie::CookieError;
use headfirst::{CookieDef, Head, Response, cookie_def};

const CART: CookieDef = cookie_def!(CookieDef::new("cart").path("/shop"));
const CART_OF_SITE: CookieDef = cookie_def!(CookieDef::new("cart"));

fn main() {
    let mut res = Response::<Head>::new();
    res.set_cookie(CART.value("7")).unwrap();
    let error = res.set_cookie(CART_OF_SITE.value("8")).unwrap_err();
    assert_eq!(error, CookieError::ScopeConflict);
    let text = "the response already sets this cookie with another path, domain or partition";
    assert_eq!(error.to_string(), text);
}
