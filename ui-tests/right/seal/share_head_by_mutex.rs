// Concurrent work returns its result; the head is not shared.

use headfirst::{CookieDef, Head, Response, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
const THEME: CookieDef = cookie_def!(CookieDef::new("theme"));

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut res = Response::<Head>::new();
    let (token, theme) = tokio::join!(async { "t2" }, async { "dark" });
    res.set_cookie(TOKEN.value(token)).unwrap().set_cookie(THEME.value(theme)).unwrap();
    let response = res.send("<h1>Orders</h1>");
    let lines: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(lines[0], "__Host-token=t2; Path=/; Secure; HttpOnly; SameSite=Lax");
    assert_eq!(lines[1], "theme=dark; Path=/; Secure; HttpOnly; SameSite=Lax");
}
