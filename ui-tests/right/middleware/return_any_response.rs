// `Next` is either: the handler is called, or this response is sent.

use std::convert::Infallible;

use headfirst::middleware::{Matcher, middleware};
use headfirst::{Head, Middleware, Next, Response};
use tower::{Layer, ServiceExt, service_fn};

async fn protect(res: Response<Middleware>) -> Next {
    if res.cookies().get("session").is_none() {
        return res.redirect("/login").into();
    }
    res.next()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let handler = service_fn(async |request: http::Request<()>| {
        Ok::<_, Infallible>(Response::<Head>::for_request(&request).send("<h1>Orders</h1>"))
    });
    let service = middleware(Matcher::everything(), protect).layer(handler);
    let response = service.oneshot(http::Request::new(())).await.unwrap();
    assert_eq!(response.headers()["location"], "/login");
}
