// A middleware ends by `next()` or by a response.

use std::convert::Infallible;

use headfirst::cookie::CookieError;
use headfirst::middleware::{Matcher, middleware};
use headfirst::{CookieDef, Head, Middleware, Next, Response, cookie_def};
use tower::{Layer, ServiceExt, service_fn};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

async fn rotate(res: Response<Middleware>) -> Result<Next, CookieError> {
    Ok(res.with_cookie(TOKEN.value("t2"))?.next())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let handler = service_fn(async |request: http::Request<()>| {
        Ok::<_, Infallible>(Response::<Head>::for_request(&request).send("<h1>Orders</h1>"))
    });
    let service = middleware(Matcher::everything(), rotate).layer(handler);
    let response = service.oneshot(http::Request::new(())).await.unwrap();
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
}
