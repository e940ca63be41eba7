// The shell is written while the head is open; the render function runs after both.

use headfirst::{CookieDef, Head, Response, cookie_def};
use http_body_util::BodyExt;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut shell = Response::<Head>::new().shell();
    shell.write("<h1>Orders</h1>"); // kept
    shell.set_cookie(TOKEN.value("t2")).unwrap();
    let response = shell.stream(async |mut page| page.write("<p>three orders</p>").await);

    let line = "__Host-token=t2; Path=/; Secure; HttpOnly; SameSite=Lax";
    assert_eq!(response.headers()["set-cookie"], line);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "<h1>Orders</h1><p>three orders</p>");
}
