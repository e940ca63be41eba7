//! Requests through a number of middleware layers.

use std::cell::RefCell;
use std::convert::Infallible;
use std::error::Error;
use std::future::{Future, Ready, ready};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use headfirst::cookie::CookieError;
use headfirst::middleware::{Matcher, middleware};
use headfirst::{Body, CookieDef, Head, IntoNext, Middleware, Next, Response, cookie_def};
use http::{Request, header};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use tower::ServiceExt;
use tower::util::BoxCloneService;
use tower_layer::Layer;
use tower_service::Service;

use crate::jars::now;
use crate::{Contender, Round, Work, once};

pub static WORK: Work = Work { what: "layers", contenders, compare };

const TOKEN: CookieDef =
    cookie_def!(CookieDef::host_prefix("__Host-token").max_age(Duration::from_secs(86_400)));

fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("each continues", "", |layers| sent(layers, goes_on)),
        Contender::new("each sets a cookie", "the same one", |layers| sent(layers, sets_a_cookie)),
    ]
}

async fn goes_on(res: Response<Middleware>) -> Next {
    res.next()
}

async fn sets_a_cookie(res: Response<Middleware>) -> Result<Next, CookieError> {
    Ok(res.with_cookie(TOKEN.value("0123456789abcdef"))?.next())
}

#[derive(Clone)]
struct Handler;

impl Service<Request<()>> for Handler {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<http::Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        ready(Ok(Response::<Head>::for_request(&request).send("three orders")))
    }
}

/// A boxed service with a boxed body, as in an axum router, so that types do not grow.
type Boxed = BoxCloneService<Request<()>, http::Response<BoxBody>, Infallible>;
type BoxBody = UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>;

fn layered<F, Fut, By>(layers: usize, run: F) -> Boxed
where
    F: Fn(Response<Middleware>) -> Fut + Copy + Send + 'static,
    Fut: Future<Output: IntoNext<By>> + Send + 'static,
    By: 'static,
{
    let handler = BoxCloneService::new(Handler.map_response(boxed));
    (0..layers).fold(handler, |inner, _| {
        let service = middleware(Matcher::everything(), run).layer(inner);
        BoxCloneService::new(service.map_response(boxed))
    })
}

fn boxed<B>(response: http::Response<B>) -> http::Response<BoxBody>
where
    B: http_body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    response.map(|body| UnsyncBoxBody::new(body.map_err(Into::into)))
}

fn sent<F, Fut, By>(layers: usize, run: F) -> Round
where
    F: Fn(Response<Middleware>) -> Fut + Copy + Send + 'static,
    Fut: Future<Output: IntoNext<By>> + Send + 'static,
    By: 'static,
{
    let service = RefCell::new(layered(layers, run));
    once(move || now(service.borrow_mut().call(Request::new(()))))
}

fn compare(layers: usize) {
    let Ok(response) = now(layered(layers, sets_a_cookie).call(Request::new(())));
    let cookies = response.headers().get_all(header::SET_COOKIE).iter().count();
    assert_eq!(cookies, layers.min(1));
    let Ok(response) = now(layered(layers, goes_on).call(Request::new(())));
    assert!(!response.headers().contains_key(header::SET_COOKIE));
}
