// Arbitrary bytes are encoded as base64.

use headfirst::{CookieDef, Head, Response, cookie_def};

const NOTE: CookieDef<[u8]> = cookie_def!(CookieDef::new("note"));

fn main() {
    let bytes = b"t2\r\nX-Injected: 1";
    let mut res = Response::<Head>::new();
    res.set_cookie(NOTE.value(bytes)).unwrap();
    assert_eq!(res.cookies().get(&NOTE).unwrap(), bytes);
    let response = res.no_content();
    assert!(
        response.headers()["set-cookie"].as_bytes().starts_with(b"note=dDINClgtSW5qZWN0ZWQ6IDE;")
    );
    assert!(!response.headers().contains_key("x-injected"));
}
