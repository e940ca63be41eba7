// The task returns its result, and the owner of the head sets the cookie.

use headfirst::{CookieDef, Head, Response, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

async fn rotate() -> String {
    String::from("t2")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut res = Response::<Head>::new();
    let token = tokio::spawn(rotate()).await.unwrap();
    res.set_cookie(TOKEN.value(&token)).unwrap();
    let response = res.stream(async |mut page| page.write("<h1>Orders</h1>").await);
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
}
