// A cookie that must live longer is set again at each visit.

use std::time::Duration;

use headfirst::{CookieDef, Head, Response, cookie_def};

const DAY: u64 = 24 * 60 * 60;
const THEME: CookieDef =
    cookie_def!(CookieDef::new("theme").max_age(Duration::from_secs(400 * DAY)));

fn main() {
    let response = Response::<Head>::new().with_cookie(THEME.value("dark")).unwrap().no_content();
    let line = "theme=dark; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=34560000";
    assert_eq!(response.headers()["set-cookie"], line);
}
