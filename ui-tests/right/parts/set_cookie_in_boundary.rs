// The data for the cookie is awaited before the head is sent; the data for display is in a boundary.

use headfirst::{CookieDef, Head, Response, cookie_def};
use http_body_util::BodyExt;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

async fn rotate() -> &'static str {
    "t2"
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut res = Response::<Head>::new();
    let html = res.set_html();
    res.set_cookie(TOKEN.value(rotate().await)).unwrap();
    let response = res.stream(async move |mut page| {
        page.boundary(&html, "Loading", async |mut orders| orders.write("three orders").await);
    });
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let body = std::str::from_utf8(&body).unwrap();
    assert!(body.find("Loading").unwrap() < body.find("three orders").unwrap());
}
