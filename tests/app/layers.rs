//! Layers forward the readiness of a service, and the length and the end of a body. They nest.

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
use tower::{Layer, Service, ServiceExt, service_fn};

use crate::support::{cookie, set_cookies};

type Asked = Request<Empty<Bytes>>;

/// A service that responds with this text, with a settable readiness.
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

/// The length that a body declares and whether it has ended, before and after it is read.
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
async fn a_wrapped_body_has_the_length_and_end_of_the_inner_body() {
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

/// Servers require an `Error`, which a boxed error is not.
fn is_error<B>(_body: &B) -> bool
where
    B: http_body::Body<Error: Error + Send + Sync + 'static>,
{
    true
}

#[tokio::test]
async fn the_error_of_a_wrapped_body_contains_the_inner_error() {
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
fn a_layer_is_ready_when_its_inner_service_is_ready() {
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
async fn debug_output_names_the_type() {
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
    let mut service = layer.layer(SITE);
    let shown = format!("{service:?}");
    // The id is that of the cache, and other tests create caches too.
    let layer = format!("{layer:?}");
    assert!(layer.starts_with("PageCacheLayer { id: "), "{layer}");
    assert_eq!(shown, format!("PageCacheService {{ layer: {layer}, inner: {inside} }}"));
    let response = service.call(request());
    assert_eq!(format!("{response:?}"), "CachedFuture { .. }");
    let mut body = response.await.unwrap().into_body();
    assert_eq!(format!("{body:?}"), "CachedBody::Shared(Reader { declared: Some(6), .. })");
    body.frame().await.unwrap().unwrap();
    let body = service.call(request()).await.unwrap().into_body();
    assert!(format!("{body:?}").starts_with("CachedBody::Cached("), "{body:?}");
}

/// Layers around a service, as types. Each `twice` doubles their number.
macro_rules! layered {
    ($layer:expr, $service:expr;) => { $layer.layer($service) };
    ($layer:expr, $service:expr; twice $($more:ident)*) => {
        layered!($layer, layered!($layer, $service; $($more)*); $($more)*)
    };
}

/// A compiler that visits each type twice would not terminate.
#[tokio::test]
async fn deeply_nested_layer_types_compile() {
    let one_more = middleware(Matcher::everything(), async |mut res: Response<Middleware>| {
        let so_far = res.cookies().get("layers").map_or(0, |layers| layers.parse::<u8>().unwrap());
        res.set_cookie(cookie("layers", &format!("{}", so_far + 1))).unwrap();
        res.next()
    });
    let service = layered!(one_more, SITE; twice twice twice twice);
    let response = service.oneshot(request()).await.unwrap();
    assert_eq!(set_cookies(response.headers()), ["layers=16; Path=/"]);
}
