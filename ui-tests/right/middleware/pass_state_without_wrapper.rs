// The state is passed as a `State`, which the function takes.

use std::convert::Infallible;

use axum::extract::State;
use headfirst::middleware::{Matcher, middleware_with_state};
use headfirst::{Head, Middleware, Next, Response};
use tower::{Layer, ServiceExt, service_fn};

#[derive(Clone)]
struct App;

async fn rotate(State(_app): State<App>, res: Response<Middleware>) -> Next {
    res.next()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let handler = service_fn(async |request: http::Request<()>| {
        Ok::<_, Infallible>(Response::<Head>::for_request(&request).send("<h1>Orders</h1>"))
    });
    let service = middleware_with_state(Matcher::everything(), State(App), rotate).layer(handler);
    let response = service.oneshot(http::Request::new(())).await.unwrap();
    assert_eq!(response.status(), 200);
}
