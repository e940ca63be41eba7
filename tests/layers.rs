//! What layers pass on: readiness, the length of a body, its end. And how they nest.

mod support;

use std::convert::Infallible;
use std::error::Error;
use std::future::{Ready, ready};
use std::io;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream;
use headfirst::middleware::{Matcher, middleware};
use headfirst::{Body, Cacheable, Head, Middleware, Next, PageCache, Response};
use http::Request;
use http_body::{Body as _, Frame};
use http_body_util::{BodyExt, Empty, StreamBody};
use support::{cookie, set_cookies};
use tower::{Layer, Service, ServiceExt, service_fn};

type Asked = Request<Empty<Bytes>>;

/// Answers with this text, and says that it is ready when it is.
#[derive(Clone, Debug)]
struct Site {
    text: &'static str,
    is_ready: bool,
}

impl Service<Asked> for Site {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<http::Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        if self.is_ready { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    fn call(&mut self, request: Asked) -> Self::Future {
        ready(Ok(Response::<Cacheable>::for_request(&request).send(self.text)))
    }
}

const SITE: Site = Site { text: "orders", is_ready: true };
const EMPTY: Site = Site { text: "", is_ready: true };
const BUSY: Site = Site { text: "", is_ready: false };

fn request() -> Asked {
    Request::get("/").body(Empty::new()).unwrap()
}

async fn goes_on(res: Response<Middleware>) -> Next {
    res.next()
}

async fn answers(_res: Response<Middleware>) -> http::Response<Body> {
    Response::<Head>::new().send("later")
}

/// The length that a body announces, and whether it has ended, before it is read and after.
async fn announced<S, B>(service: S) -> (Option<u64>, [bool; 2])
where
    S: Service<Asked, Response = http::Response<B>, Error = Infallible>,
    B: http_body::Body,
{
    let mut body = Box::pin(service.oneshot(request()).await.unwrap().into_body());
    let (length, at_first) = (body.size_hint().exact(), body.is_end_stream());
    while let Some(frame) = body.frame().await {
        assert!(frame.is_ok());
    }
    (length, [at_first, body.is_end_stream()])
}

#[tokio::test]
async fn the_length_and_the_end_of_a_body_are_those_of_the_one_inside() {
    let on = middleware(Matcher::everything(), goes_on);
    assert_eq!(announced(on.layer(SITE)).await, (Some(6), [false, true]));
    assert_eq!(announced(on.layer(EMPTY)).await, (Some(0), [true, true]));
    let answer = middleware(Matcher::everything(), answers);
    assert_eq!(announced(answer.layer(EMPTY)).await, (Some(5), [false, true]));
    for (site, length) in [(SITE, 6), (EMPTY, 0)] {
        let cached = PageCache::new(4096).layer().layer(site);
        for _made_and_kept in 0..2 {
            let expected = (Some(length), [length == 0, true]);
            assert_eq!(announced(cached.clone()).await, expected);
        }
    }
}

/// A server asks for an `Error`, which a boxed one is not.
fn is_error<B>(_body: &B) -> bool
where
    B: http_body::Body<Error: Error + Send + Sync + 'static>,
{
    true
}

#[tokio::test]
async fn the_error_of_a_body_behind_a_middleware_names_that_of_the_body_inside() {
    let fails = async |_asked: Asked| {
        let error = Err::<Frame<Bytes>, _>(io::Error::other("the disk"));
        Ok::<_, Infallible>(http::Response::new(StreamBody::new(stream::iter([error]))))
    };
    let ours = async |_asked: Asked| {
        let render = async |_page| Err::<(), _>(io::Error::other("the database"));
        Ok::<_, Infallible>(Response::<Head>::new().stream(render))
    };
    let on = middleware(Matcher::everything(), goes_on);
    let asked = || Asked::new(Empty::new());

    let response = on.layer(on.layer(service_fn(fails))).oneshot(asked()).await.unwrap();
    assert!(is_error(response.body()));
    let error = response.into_body().frame().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the body failed after the head was sent: the disk");
    assert_eq!(error.get_ref().unwrap().to_string(), "the disk");

    let response = on.layer(on.layer(service_fn(ours))).oneshot(asked()).await.unwrap();
    let error = response.into_body().frame().await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the render function failed after the head was sent: the database"
    );
    assert_eq!(error.get_ref().unwrap().to_string(), "the database");
}

#[test]
fn a_layer_is_ready_when_what_is_inside_is() {
    fn is_ready<S: Service<Asked>>(mut service: S) -> bool {
        let mut cx = Context::from_waker(std::task::Waker::noop());
        service.poll_ready(&mut cx).is_ready()
    }
    let (on, cache) = (middleware(Matcher::everything(), goes_on), PageCache::new(4096).layer());
    assert!(is_ready(on.layer(SITE)) && is_ready(cache.layer(SITE)));
    assert!(!is_ready(on.layer(BUSY)));
    // A hit does not need the service inside.
    assert!(is_ready(cache.layer(BUSY)));
}

#[tokio::test]
async fn what_is_shown_says_what_it_is() {
    let on = middleware(Matcher::paths(["/orders"]).unwrap(), goes_on);
    let inside = "Site { text: \"orders\", is_ready: true }";
    let shown = format!("{on:?} {:?}", on.layer(SITE));
    assert!(shown.starts_with("MiddlewareLayer { matcher: Matcher {"), "{shown}");
    assert!(shown.contains("MiddlewareService { matcher: Matcher {"), "{shown}");
    assert!(shown.contains(inside), "{shown}");

    let mut service = middleware(Matcher::everything(), goes_on).layer(SITE);
    let response = service.call(request());
    assert_eq!(format!("{response:?}"), "MiddlewareFuture(\"deciding\")");
    let body = response.await.unwrap().into_body();
    assert_eq!(format!("{body:?}"), "LayeredBody::Handler(..)");

    let layer = PageCache::new(4096).layer();
    assert_eq!(format!("{layer:?}"), "PageCacheLayer { id: 0, .. }");
    let mut service = layer.layer(SITE);
    let shown = format!("{service:?}");
    let layer = "PageCacheLayer { id: 0, .. }";
    assert_eq!(shown, format!("PageCacheService {{ layer: {layer}, inner: {inside} }}"));
    let response = service.call(request());
    assert_eq!(format!("{response:?}"), "CachedFuture { .. }");
    let mut body = response.await.unwrap().into_body();
    assert_eq!(format!("{body:?}"), "CachedBody::Sending(Reader { declared: Some(6), .. })");
    body.frame().await.unwrap().unwrap();
    let body = service.call(request()).await.unwrap().into_body();
    assert!(format!("{body:?}").starts_with("CachedBody::Cached("), "{body:?}");
}

/// Layers around a service, as types: one, and twice as many for each `twice`.
macro_rules! layered {
    ($layer:expr, $service:expr;) => { $layer.layer($service) };
    ($layer:expr, $service:expr; twice $($more:ident)*) => {
        layered!($layer, layered!($layer, $service; $($more)*); $($more)*)
    };
}

/// A compiler that looked at each of them twice would not come to an end.
#[tokio::test]
async fn layers_nest_as_types() {
    let one_more = middleware(Matcher::everything(), async |mut res: Response<Middleware>| {
        let so_far = res.cookies().get("layers").map_or(0, |layers| layers.parse::<u8>().unwrap());
        res.set_cookie(cookie("layers", &format!("{}", so_far + 1))).unwrap();
        res.next()
    });
    let service = layered!(one_more, SITE; twice twice twice twice);
    let response = service.oneshot(request()).await.unwrap();
    assert_eq!(set_cookies(response.headers()), ["layers=16; Path=/"]);
}
