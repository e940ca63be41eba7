// `discard` drops the written bytes, and returns the head with its cookies.

use headfirst::{CookieDef, Head, Response, cookie_def};
use http::HeaderValue;
use http_body_util::BodyExt;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut shell = Response::<Head>::new().shell();
    shell.write("<h1>Orders</h1>").set_cookie(TOKEN.value("t2")).unwrap();
    let response = shell.discard().redirect(HeaderValue::from_static("/login"));
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], "/login");
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
    assert!(response.into_body().collect().await.unwrap().to_bytes().is_empty());
}
