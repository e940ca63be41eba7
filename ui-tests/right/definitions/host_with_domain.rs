// A cookie that subdomains share can have the prefix `__Secure-`.

use headfirst::{CookieDef, Head, Response, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::secure_prefix("__Secure-token").domain("example.com"));

fn main() {
    let response = Response::<Head>::new().with_cookie(TOKEN.value("t2")).unwrap().no_content();
    let line = "__Secure-token=t2; Path=/; Domain=example.com; Secure; HttpOnly; SameSite=Lax";
    assert_eq!(response.headers()["set-cookie"], line);
}
