// `set_cookie` is the way to set a `Set-Cookie`, and `insert_header` to set other headers.

use headfirst::header::VARY;
use headfirst::{CookieDef, Head, Response, cookie_def};
use http::HeaderValue;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

fn main() {
    let mut res = Response::<Head>::new();
    res.insert_header(VARY, HeaderValue::from_static("cookie"));
    res.set_cookie(TOKEN.value("t2")).unwrap();
    let response = res.no_content();
    assert_eq!(response.headers()["vary"], "cookie");
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
}
