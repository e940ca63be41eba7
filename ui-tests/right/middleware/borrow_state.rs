// A middleware is called for each request, so it takes a state, or clones the values for its future.

use std::convert::Infallible;
use std::sync::Arc;

use headfirst::middleware::{Matcher, middleware_with_state};
use headfirst::{Body, Head, Middleware, Next, Response};
use tower::{Layer, ServiceExt, service_fn};

async fn guard(secret: Arc<str>, res: Response<Middleware>) -> Next {
    match res.request_headers().get("x-secret").is_some_and(|sent| sent == &*secret) {
        true => res.next(),
        false => res.redirect("/login").into(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let page = service_fn(async |request: http::Request<()>| {
        Ok::<http::Response<Body>, Infallible>(Response::<Head>::for_request(&request).send("secret"))
    });
    let layer = middleware_with_state(Matcher::everything(), Arc::from("hush"), guard);
    for (sent, status) in [("hush", 200), ("guess", 303)] {
        let request = http::Request::get("/").header("x-secret", sent).body(()).unwrap();
        let response = layer.layer(page).oneshot(request).await.unwrap();
        assert_eq!(response.status(), status);
    }
}
