// Each attribute has a method of its own.

use headfirst::{CookieDef, Head, Response, cookie_def};

const CART: CookieDef = cookie_def!(CookieDef::new("cart").path("/shop").domain("example.com"));

fn main() {
    let response = Response::<Head>::new().with_cookie(CART.value("7")).unwrap().no_content();
    let line = "cart=7; Path=/shop; Domain=example.com; Secure; HttpOnly; SameSite=Lax";
    assert_eq!(response.headers()["set-cookie"], line);
}
