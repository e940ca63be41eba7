//! A response in each phase, and the bytes that its server writes.

use std::convert::Infallible;
use std::future::ready;
use std::sync::{Arc, Mutex};

use crate::support::cookie;
use bytes::Bytes;
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::{
    Action, ActionGuard, Answered, Body, Cacheable, Head, Middleware, Next, Response, Revalidate,
    Revalidation, Shell, Streaming,
};
use http::{HeaderValue, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::{Layer, Service, service_fn};

pub(crate) type Plain = http::Response<Body>;

/// The error of a body.
type Failure = Box<dyn std::error::Error + Send + Sync>;

pub(crate) const GET: &str = "GET /orders HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\nte: trailers\r\n\
                   cookie: theme=dark; token=t1\r\n\r\n";
const POST: &str = "POST /orders HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n\
                    sec-fetch-site: same-origin\r\ncookie: theme=dark; token=t1\r\n\r\n";

/// Returns the bytes that hyper writes in response to `request`.
pub(crate) fn served<S, B>(request: &str, service: S) -> String
where
    S: Service<Request<Incoming>, Response = http::Response<B>, Error = Infallible> + Clone,
    B: http_body::Body<Data = Bytes, Error: Into<Failure>> + 'static,
{
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (mut client, server) = tokio::io::duplex(64 * 1024);
        client.write_all(request.as_bytes()).await.unwrap();
        let service = TowerToHyperService::new(service);
        http1::Builder::new().serve_connection(TokioIo::new(server), service).await.unwrap();
        let mut text = String::new();
        client.read_to_string(&mut text).await.unwrap();
        text
    })
}

/// The result of an operation: a response to finish, or a finished one.
pub(crate) trait Finish<T> {
    fn finish(self) -> T;
}

impl<T> Finish<T> for T {
    fn finish(self) -> T {
        self
    }
}

impl Finish<Next> for Response<Middleware> {
    fn finish(self) -> Next {
        self.next()
    }
}

impl Finish<Next> for Plain {
    fn finish(self) -> Next {
        self.into()
    }
}

impl Finish<Plain> for Response<Action> {
    fn finish(self) -> Plain {
        self.into_head().send("done")
    }
}

impl Finish<Plain> for Response<Head> {
    fn finish(self) -> Plain {
        self.send("done")
    }
}

impl Finish<Plain> for Response<Shell> {
    fn finish(self) -> Plain {
        self.send()
    }
}

impl Finish<Plain> for Response<Cacheable> {
    fn finish(self) -> Plain {
        self.send("done")
    }
}

/// A service that responds immediately.
pub(crate) fn service<B: Send>(
    answer: impl Fn(Request<Incoming>) -> http::Response<B> + Clone,
) -> impl Service<Request<Incoming>, Response = http::Response<B>, Error = Infallible, Future: Send>
+ Clone {
    service_fn(move |request| ready(Ok(answer(request))))
}

/// Returns the bytes of the response on the wire.
pub(crate) fn answered<B>(
    request: &str,
    answer: impl Fn(Request<Incoming>) -> http::Response<B> + Clone,
) -> String
where
    B: http_body::Body<Data = Bytes, Error: Into<Failure>> + Send + 'static,
{
    served(request, KeepCookiesLayer::new().layer(service(answer)))
}

pub(crate) fn head<L: Finish<Plain>>(page: fn(Response<Head>) -> L) -> String {
    answered(GET, move |request| page(Response::for_request(&request)).finish())
}

pub(crate) fn shell<L: Finish<Plain>>(page: fn(Response<Shell>) -> L) -> String {
    answered(GET, move |request| page(Response::<Head>::for_request(&request).shell()).finish())
}

pub(crate) fn shared<L: Finish<Plain>>(page: fn(Response<Cacheable>) -> L) -> String {
    answered(GET, move |request| page(Response::for_request(&request)).finish())
}

/// Streams a page whose head has set a cookie.
pub(crate) fn streaming<F: Future<Output = ()> + Send + 'static>(
    render: fn(Response<Streaming>) -> F,
) -> String {
    answered(GET, move |request| {
        let mut res = Response::<Head>::for_request(&request);
        res.set_cookie(cookie("token", "t2")).unwrap();
        res.stream(render)
    })
}

/// A user that a middleware adds to the request.
#[derive(Clone)]
pub(crate) struct User(pub(crate) &'static str);

/// Runs before a handler that shows the request that it sees.
pub(crate) fn before<L: Finish<Next>>(run: fn(Response<Middleware>) -> L) -> String {
    let page = service(|request| {
        let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
        let user = request.extensions().get().map_or("nobody", |User(name)| name);
        let from: Vec<_> = request.headers().get_all("x-country").iter().map(text).collect();
        let (cookie, from) = (text(&request.headers()["cookie"]), from.join(", "));
        let seen = format!("the handler sees {cookie} as {user} from {from}");
        Response::<Head>::for_request(&request).send(seen)
    });
    let layer = middleware(Matcher::everything(), move |res| ready(run(res).finish()));
    served(GET, layer.layer(page))
}

/// Runs after a handler.
pub(crate) fn after(run: fn(Response<Answered>) -> Response<Answered>) -> String {
    let page = service(|request| Response::<Head>::for_request(&request).send("done"));
    let around =
        move |res: Response<Middleware>| ready(res.next_then(move |answer| ready(run(answer))));
    served(GET, middleware(Matcher::everything(), around).layer(page))
}

/// An error whose response replaces that of the handler.
pub(crate) struct Instead(pub(crate) Plain);

impl From<Instead> for Plain {
    fn from(Instead(answer): Instead) -> Self {
        answer
    }
}

/// Runs after a handler whose response is dropped.
pub(crate) fn instead(run: fn(Response<Answered>) -> Plain) -> String {
    let page = service(|request| Response::<Head>::for_request(&request).send("done"));
    let around = move |res: Response<Middleware>| {
        let then = move |answer| ready(Err::<Response<Answered>, _>(Instead(run(answer))));
        ready(res.next_then(then))
    };
    served(GET, middleware(Matcher::everything(), around).layer(page))
}

/// The revalidations follow the bytes of the response.
pub(crate) fn action<L: Finish<Plain>>(run: fn(Response<Action>) -> L) -> String {
    #[derive(Default)]
    struct Recorder(Mutex<Vec<Revalidation>>);
    impl Revalidate for Recorder {
        fn revalidate(&self, changes: &[Revalidation]) {
            self.0.lock().unwrap().extend_from_slice(changes);
        }
    }
    let recorder = Arc::new(Recorder::default());
    let actions = ActionGuard::new(Arc::clone(&recorder));
    let text = answered(POST, move |request| run(actions.start(&request).unwrap()).finish());
    format!("{text}\r\n{:?}", recorder.0.lock().unwrap())
}
