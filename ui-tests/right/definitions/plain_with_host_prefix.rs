// A prefix has its own constructor, which enforces its rules.

use headfirst::{CookieDef, Head, Response, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

fn main() {
    let response = Response::<Head>::new().with_cookie(TOKEN.value("t2")).unwrap().no_content();
    let line = "__Host-token=t2; Path=/; Secure; HttpOnly; SameSite=Lax";
    assert_eq!(response.headers()["set-cookie"], line);
}
