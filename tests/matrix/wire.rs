//! A response in each phase, and the octets that its server writes.

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

/// What a body fails with.
type Failure = Box<dyn std::error::Error + Send + Sync>;

pub(crate) const GET: &str = "GET /orders HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\nte: trailers\r\n\
                   cookie: theme=dark; token=t1\r\n\r\n";
const POST: &str = "POST /orders HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n\
                    sec-fetch-site: same-origin\r\ncookie: theme=dark; token=t1\r\n\r\n";

/// What hyper writes to a client that has sent this.
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

/// What an operation leaves: a response to finish as usual, or one that has left.
pub(crate) trait Leaves<T> {
    fn leave(self) -> T;
}

impl<T> Leaves<T> for T {
    fn leave(self) -> T {
        self
    }
}

impl Leaves<Next> for Response<Middleware> {
    fn leave(self) -> Next {
        self.next()
    }
}

impl Leaves<Next> for Plain {
    fn leave(self) -> Next {
        self.into()
    }
}

impl Leaves<Plain> for Response<Action> {
    fn leave(self) -> Plain {
        self.into_head().send("done")
    }
}

impl Leaves<Plain> for Response<Head> {
    fn leave(self) -> Plain {
        self.send("done")
    }
}

impl Leaves<Plain> for Response<Shell> {
    fn leave(self) -> Plain {
        self.send()
    }
}

impl Leaves<Plain> for Response<Cacheable> {
    fn leave(self) -> Plain {
        self.send("done")
    }
}

/// A service that answers at once.
pub(crate) fn service<B: Send>(
    answer: impl Fn(Request<Incoming>) -> http::Response<B> + Clone,
) -> impl Service<Request<Incoming>, Response = http::Response<B>, Error = Infallible, Future: Send>
+ Clone {
    service_fn(move |request| ready(Ok(answer(request))))
}

/// What the answer is on the wire.
pub(crate) fn answered<B>(
    request: &str,
    answer: impl Fn(Request<Incoming>) -> http::Response<B> + Clone,
) -> String
where
    B: http_body::Body<Data = Bytes, Error: Into<Failure>> + Send + 'static,
{
    served(request, KeepCookiesLayer::new().layer(service(answer)))
}

pub(crate) fn head<L: Leaves<Plain>>(page: fn(Response<Head>) -> L) -> String {
    answered(GET, move |request| page(Response::for_request(&request)).leave())
}

pub(crate) fn shell<L: Leaves<Plain>>(page: fn(Response<Shell>) -> L) -> String {
    answered(GET, move |request| page(Response::<Head>::for_request(&request).shell()).leave())
}

pub(crate) fn shared<L: Leaves<Plain>>(page: fn(Response<Cacheable>) -> L) -> String {
    answered(GET, move |request| page(Response::for_request(&request)).leave())
}

/// The render of a page whose head has set a cookie.
pub(crate) fn streaming<F: Future<Output = ()> + Send + 'static>(
    render: fn(Response<Streaming>) -> F,
) -> String {
    answered(GET, move |request| {
        let mut res = Response::<Head>::for_request(&request);
        res.set_cookie(cookie("token", "t2")).unwrap();
        res.stream(render)
    })
}

/// A user that a middleware hands on.
#[derive(Clone)]
pub(crate) struct User(pub(crate) &'static str);

/// Before a handler that shows what it sees.
pub(crate) fn before<L: Leaves<Next>>(run: fn(Response<Middleware>) -> L) -> String {
    let page = service(|request| {
        let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
        let user = request.extensions().get().map_or("nobody", |User(name)| name);
        let from: Vec<_> = request.headers().get_all("x-country").iter().map(text).collect();
        let (cookie, from) = (text(&request.headers()["cookie"]), from.join(", "));
        let seen = format!("the handler sees {cookie} as {user} from {from}");
        Response::<Head>::for_request(&request).send(seen)
    });
    let layer = middleware(Matcher::everything(), move |res| ready(run(res).leave()));
    served(GET, layer.layer(page))
}

/// After a handler that has answered.
pub(crate) fn after(run: fn(Response<Answered>) -> Response<Answered>) -> String {
    let page = service(|request| Response::<Head>::for_request(&request).send("done"));
    let around =
        move |res: Response<Middleware>| ready(res.next_then(move |answer| ready(run(answer))));
    served(GET, middleware(Matcher::everything(), around).layer(page))
}

/// An error that is answered in the place of what the handler has answered.
pub(crate) struct Instead(pub(crate) Plain);

impl From<Instead> for Plain {
    fn from(Instead(answer): Instead) -> Self {
        answer
    }
}

/// After a handler whose answer is dropped.
pub(crate) fn instead(run: fn(Response<Answered>) -> Plain) -> String {
    let page = service(|request| Response::<Head>::for_request(&request).send("done"));
    let around = move |res: Response<Middleware>| {
        let then = move |answer| ready(Err::<Response<Answered>, _>(Instead(run(answer))));
        ready(res.next_then(then))
    };
    served(GET, middleware(Matcher::everything(), around).layer(page))
}

/// What was revalidated comes after the octets.
pub(crate) fn action<L: Leaves<Plain>>(run: fn(Response<Action>) -> L) -> String {
    #[derive(Default)]
    struct Told(Mutex<Vec<Revalidation>>);
    impl Revalidate for Told {
        fn revalidate(&self, changes: &[Revalidation]) {
            self.0.lock().unwrap().extend_from_slice(changes);
        }
    }
    let told = Arc::new(Told::default());
    let actions = ActionGuard::new(Arc::clone(&told));
    let text = answered(POST, move |request| run(actions.start(&request).unwrap()).leave());
    format!("{text}\r\n{:?}", told.0.lock().unwrap())
}
