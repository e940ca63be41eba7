//! `set_cookie` is the one way to a `Set-Cookie`, and `insert_header` to the other fields.

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
