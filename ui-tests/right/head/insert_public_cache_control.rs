// A response that sets a cookie becomes private, whatever its `Cache-Control` was.

use std::time::Duration;

use headfirst::{CacheControl, CookieDef, Head, Response, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

fn main() {
    let hour = CacheControl::public(Duration::from_secs(3600));
    let mut res = Response::<Head>::new();
    res.set_cache_control(hour.clone());
    assert_eq!(res.send("").headers()["cache-control"], "public, max-age=3600");

    let mut res = Response::<Head>::new();
    res.set_cache_control(hour).set_cookie(TOKEN.value("t2")).unwrap();
    assert_eq!(res.send("").headers()["cache-control"], "private, max-age=3600");
}
