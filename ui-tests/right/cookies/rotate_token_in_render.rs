// The helper requires settable cookies, so it runs before the head is sent, and the page reads them.

use headfirst::cookie::CookieError;
use headfirst::{CookieDef, CanSetCookies, Head, Response, cookie_def};
use http_body_util::BodyExt;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

fn rotate<P: CanSetCookies>(res: &mut Response<P>) -> Result<(), CookieError> {
    res.set_cookie(TOKEN.value("t2")).map(drop)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let request = http::Request::get("/").header("cookie", "__Host-token=t1").body(()).unwrap();
    let mut res = Response::<Head>::for_request(&request);
    rotate(&mut res).unwrap();
    let response = res.stream(async |mut page| {
        let token = page.cookies().get(&TOKEN).unwrap_or("none").to_owned();
        page.write(token).await
    });
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "t2", "what the client will have");
}
