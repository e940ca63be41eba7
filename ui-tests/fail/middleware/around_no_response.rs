//! A layer wraps a service that returns a response.

use headfirst::middleware::{Matcher, middleware};
use headfirst::{Middleware, Next, Response};
use http::Request;
use tower::{Layer, Service};

fn serve(_service: impl Service<Request<()>>) {}

fn main() {}

fn around<F, D, S>(rotate: F, text: S)
where
    F: Fn(Response<Middleware>) -> D + Clone,
    D: Future<Output = Next>,
    S: Service<Request<()>, Response = String> + Clone,
{
    serve(middleware(Matcher::everything(), rotate).layer(text)); //~ E0277
}
