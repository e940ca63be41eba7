// `shell()` opens the body, and the head stays open.

use headfirst::{CookieDef, Head, Response, cookie_def};
use http_body_util::BodyExt;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut shell = Response::<Head>::new().shell();
    shell.write("<h1>Orders</h1>");
    shell.set_cookie(TOKEN.value("t2")).unwrap();
    let response = shell.send();
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
    assert_eq!(response.headers()["content-length"], "15");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "<h1>Orders</h1>");
}
