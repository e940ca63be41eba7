// A definition removes the cookie with the scope with which it was set.

use headfirst::{CookieDef, Head, Response, cookie_def};

const CART: CookieDef = cookie_def!(CookieDef::new("cart").path("/shop"));

fn main() {
    let mut res = Response::<Head>::new();
    res.remove_cookie(&CART).unwrap();
    assert_eq!(res.cookies().get(&CART), None);
    let response = res.no_content();
    let line = response.headers()["set-cookie"].to_str().unwrap();
    assert!(line.starts_with("cart=; Path=/shop;") && line.ends_with("01 Jan 1970 00:00:01 GMT"));
}
