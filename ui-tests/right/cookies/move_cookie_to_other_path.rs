// `move_cookie` sends two lines on purpose: one removes the old cookie.

use headfirst::{CookieDef, Head, Response, cookie_def};

const OLD: CookieDef = cookie_def!(CookieDef::new("cart").path("/shop"));
const CART: CookieDef = cookie_def!(CookieDef::new("cart"));

fn main() {
    let mut res = Response::<Head>::new();
    res.move_cookie(&OLD, CART.value("7")).unwrap();
    assert_eq!(res.cookies().get(&CART), Some("7"));
    let response = res.no_content();
    let lines: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert!(lines[0].as_bytes().starts_with(b"cart=; Path=/shop;"));
    assert!(lines[1].as_bytes().starts_with(b"cart=7; Path=/;"));
}
