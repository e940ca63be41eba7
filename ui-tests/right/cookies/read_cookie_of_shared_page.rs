// Content that differs between clients is its own page.

use headfirst::{Body, CookieDef, Head, Response, Cacheable, cookie_def};
use http_body_util::BodyExt;

const THEME: CookieDef = cookie_def!(CookieDef::new("theme"));

fn prices(mut res: Response<Cacheable>) -> http::Response<Body> {
    res.add_tag("prices");
    res.send("milk 1, honey 7")
}

fn settings(res: Response<Head>) -> http::Response<Body> {
    let theme = res.cookies().get(&THEME).unwrap_or("light").to_owned();
    res.send(theme)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let request = http::Request::get("/").header("cookie", "theme=dark").body(()).unwrap();
    let body = prices(Response::<Cacheable>::for_request(&request)).into_body().collect().await.unwrap();
    assert_eq!(body.to_bytes(), "milk 1, honey 7");
    let body = settings(Response::<Head>::for_request(&request)).into_body().collect().await.unwrap();
    assert_eq!(body.to_bytes(), "dark");
}
