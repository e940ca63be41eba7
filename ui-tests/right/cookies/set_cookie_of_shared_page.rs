// A page that sets a cookie starts as a `Response<Head>`, and no shared cache stores it.

use headfirst::{CookieDef, Head, Response, Cacheable, cookie_def};

const SEEN: CookieDef = cookie_def!(CookieDef::new("seen"));

fn main() {
    let request = http::Request::get("/").body(()).unwrap();
    let shared = Response::<Cacheable>::for_request(&request).send("<h1>Prices</h1>");
    assert!(!shared.headers().contains_key("set-cookie"));

    let mut res = Response::<Head>::for_request(&request);
    res.set_cookie(SEEN.value("1")).unwrap();
    let own = res.send("<h1>Prices</h1>");
    assert!(own.headers()["set-cookie"].as_bytes().starts_with(b"seen=1;"));
    assert_eq!(own.headers()["cache-control"], "private");
}
