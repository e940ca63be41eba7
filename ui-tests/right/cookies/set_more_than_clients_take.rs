// A cookie names the state, which the server stores.

use headfirst::{CookieDef, Head, Response, cookie_def};

const STATE: CookieDef<u64> = cookie_def!(CookieDef::new("state"));

fn main() {
    let mut res = Response::<Head>::new();
    res.set_cookie(STATE.value(&7)).unwrap();
    let response = res.no_content();
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"state=7;"));
}
