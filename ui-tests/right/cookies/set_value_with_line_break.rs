//! Octets of any kind travel as base64.

use headfirst::{CookieDef, Head, Response, cookie_def};

const NOTE: CookieDef = cookie_def!(CookieDef::new("note"));

fn main() {
    let octets = b"t2\r\nX-Injected: 1";
    let mut res = Response::<Head>::new();
    res.set_cookie(NOTE.base64url(octets)).unwrap();
    assert_eq!(res.cookies().base64url(&NOTE).unwrap().unwrap(), octets);
    let response = res.no_content();
    assert!(
        response.headers()["set-cookie"].as_bytes().starts_with(b"note=dDINClgtSW5qZWN0ZWQ6IDE;")
    );
    assert!(!response.headers().contains_key("x-injected"));
}
