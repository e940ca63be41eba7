// A handler ends by a method that sends, which returns the response.

use headfirst::cookie::CookieError;
use headfirst::{Body, CookieDef, Head, Response, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

fn log_in(res: Response<Head>) -> Result<http::Response<Body>, CookieError> {
    let res = res.with_cookie(TOKEN.value("t2"))?;
    Ok(res.no_content())
}

fn main() {
    let response = log_in(Response::<Head>::new()).unwrap();
    assert_eq!(response.status(), 204);
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
}
