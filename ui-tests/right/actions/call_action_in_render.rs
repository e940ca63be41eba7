// The action runs first, and the page that it renders shows its effect.

use headfirst::cookie::CookieError;
use headfirst::{ActionGuard, CanAct, CookieDef, NothingKept, Response, cookie_def};
use http_body_util::BodyExt;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

fn rotate<P: CanAct>(res: &mut Response<P>) -> Result<(), CookieError> {
    res.set_cookie(TOKEN.value("t2")).map(drop)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let form = http::Request::post("/").header("sec-fetch-site", "same-origin").body(()).unwrap();
    let mut res = ActionGuard::new(NothingKept).start(&form).unwrap();
    rotate(&mut res).unwrap();
    let response = res.into_head().stream(async |mut page| {
        let token = page.cookies().get(&TOKEN).unwrap_or("none").to_owned();
        page.write(token).await
    });
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "t2");
}
