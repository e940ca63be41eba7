// There is one head, and functions that change it borrow it.

use headfirst::cookie::CookieError;
use headfirst::{CookieDef, Head, Response, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

fn log_in(res: &mut Response<Head>) -> Result<(), CookieError> {
    res.set_cookie(TOKEN.value("t2")).map(drop)
}

fn main() {
    let mut res = Response::<Head>::new();
    log_in(&mut res).unwrap();
    assert_eq!(res.cookies().get(&TOKEN), Some("t2"));
    let response = res.send("<h1>Orders</h1>");
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
}
