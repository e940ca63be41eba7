// `stream` and `send` are the last calls on a head.

use headfirst::{CookieDef, Head, Response, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

fn main() {
    let mut shell = Response::<Head>::new().shell();
    shell.write("<h1>Orders</h1>");
    shell.set_cookie(TOKEN.value("t2")).unwrap();
    let response = shell.stream(async |_page| {});
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
}
