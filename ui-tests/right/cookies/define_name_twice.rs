// A name is defined once; setting it again replaces the value.

use headfirst::{CookieDef, Head, Response, cookie_def};

const CART: CookieDef = cookie_def!(CookieDef::new("cart").path("/shop"));

fn main() {
    let mut res = Response::<Head>::new();
    res.set_cookie(CART.value("7")).unwrap().set_cookie(CART.value("8")).unwrap();
    let response = res.no_content();
    let lines: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(lines, ["cart=8; Path=/shop; Secure; HttpOnly; SameSite=Lax"]);
}
