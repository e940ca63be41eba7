// Any text can be a value if it is percent-encoded, and is read back unchanged.

use headfirst::cookie::PercentEncoded;
use headfirst::{CookieDef, Head, Response, cookie_def};

const NOTE: CookieDef<PercentEncoded> = cookie_def!(CookieDef::new("note"));

fn main() {
    let text = "t2; Domain=evil.example";
    let mut res = Response::<Head>::new();
    res.set_cookie(NOTE.value(text)).unwrap();
    assert_eq!(res.cookies().get(&NOTE).unwrap(), text);
    let response = res.no_content();
    let line = response.headers()["set-cookie"].to_str().unwrap();
    assert!(line.starts_with("note=t2%3B%20Domain=evil.example; Path=/;"));
}
