// A token that is rotated before `next()` reaches the client, and the page of the same request.

use std::convert::Infallible;

use headfirst::cookie::CookieError;
use headfirst::middleware::{Matcher, middleware};
use headfirst::{CookieDef, Head, Middleware, Next, Response, cookie_def};
use http_body_util::BodyExt;
use tower::{Layer, ServiceExt, service_fn};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

async fn rotate(res: Response<Middleware>) -> Result<Next, CookieError> {
    Ok(res.with_cookie(TOKEN.value("t2"))?.next())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let page = service_fn(async |request: http::Request<()>| {
        let res = Response::<Head>::for_request(&request);
        let token = res.cookies().get(&TOKEN).unwrap_or("none").to_owned();
        Ok::<_, Infallible>(res.send(token))
    });
    let service = middleware(Matcher::everything(), rotate).layer(page);
    let request = http::Request::get("/").header("cookie", "__Host-token=t1").body(()).unwrap();
    let response = service.oneshot(request).await.unwrap();
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "t2", "and not the one that the client has sent");
}
