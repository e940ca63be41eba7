// A cookie is created from a definition and a value, or from a checked cookie of the cookie crate.

use cookie::Cookie;
use headfirst::{CookieDef, Head, Response, SetCookie, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

fn main() {
    let mut res = Response::<Head>::new();
    res.set_cookie(TOKEN.value("t2")).unwrap();
    let dynamic = Cookie::build(("theme", "dark")).path("/");
    res.set_cookie(SetCookie::try_from(dynamic)).unwrap();
    let response = res.no_content();
    let lines: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(lines[0], "__Host-token=t2; Path=/; Secure; HttpOnly; SameSite=Lax");
    assert_eq!(lines[1], "theme=dark; Path=/");
}
