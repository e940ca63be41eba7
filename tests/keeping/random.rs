//! Random layers, handlers and ends, compared to an oracle.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::{pending, ready};
use std::time::Duration;

use axum::body::Body;
use cookie::Cookie;
use headfirst::cookie::CookieError;
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::{CanSetCookies, Head, Middleware, Next, Response, SetCookie};
use http::{HeaderValue, Request, StatusCode};
use proptest::prelude::*;
use tower::util::BoxCloneService;
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::support::set_cookies;

/// A cookie as clients identify it, and its value.
type Written = (usize, u8);

/// The name and the path of each cookie. A response sets one path for a name.
const COOKIES: [(&str, &str); 4] = [("a", "/"), ("a", "/x"), ("b", "/"), ("c", "/x")];

#[derive(Clone, Copy, Debug)]
enum Around {
    Keep,
    Middleware(Option<Written>),
    /// Sets this cookie, and ends by sending the response, or by an error without the response.
    Answers(Written, bool),
    /// Replaces the response.
    Rebuilds,
    /// Sets a cookie of its own.
    Session,
    CatchesPanics,
    TimesOut,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Sends,
    Streams,
    Relays(Written),
    Drops,
    /// The final response sets a cookie itself.
    Answers(Written),
    Panics,
    Hangs,
}

/// The outcome of a request: the lines of the response, or the reason why there is none.
#[derive(Clone, Debug)]
enum Outcome {
    Answer(BTreeMap<usize, u8>),
    Panic,
    Hang,
}

/// Adds the missing cookies. Existing cookies win.
fn over(mut wins: BTreeMap<usize, u8>, other: &BTreeMap<usize, u8>) -> BTreeMap<usize, u8> {
    other.iter().for_each(|(which, value)| {
        wins.entry(*which).or_insert(*value);
    });
    wins
}

const SESSION: usize = COOKIES.len();

/// Returns the expected cookies, from the inside out, and those left to the next keeping layer.
fn expected(around: &[Around], handler: &[Written], end: End) -> BTreeMap<usize, u8> {
    let written: BTreeMap<_, _> = handler.iter().copied().collect();
    let mut outcome = match end {
        End::Sends | End::Streams => Outcome::Answer(written.clone()),
        End::Relays(own) => Outcome::Answer(over(BTreeMap::from([own]), &written)),
        End::Drops => Outcome::Answer(BTreeMap::new()),
        End::Answers(own) => Outcome::Answer(BTreeMap::from([own])),
        End::Panics => Outcome::Panic,
        End::Hangs => Outcome::Hang,
    };
    let mut left = written;
    for layer in around.iter().rev() {
        let answer = match (&outcome, layer) {
            (_, Around::Answers(set, exits)) => {
                left = BTreeMap::from([*set]);
                Some(if *exits { left.clone() } else { BTreeMap::new() })
            }
            (Outcome::Panic, Around::CatchesPanics) => Some(BTreeMap::new()),
            (Outcome::Hang, Around::TimesOut) => Some(BTreeMap::new()),
            (Outcome::Answer(_), Around::Rebuilds) => Some(BTreeMap::new()),
            (Outcome::Answer(lines), Around::Session) => {
                Some(over(lines.clone(), &BTreeMap::from([(SESSION, 1)])))
            }
            (Outcome::Answer(lines), _) => Some(lines.clone()),
            _ => None,
        };
        if let Around::Middleware(Some(set)) = layer {
            left = over(left, &BTreeMap::from([*set]));
        }
        if let Some(lines) = answer {
            let is_place =
                matches!(layer, Around::Keep | Around::Middleware(_) | Around::Answers(..));
            outcome = Outcome::Answer(if is_place { over(lines, &left) } else { lines });
        }
    }
    let Outcome::Answer(lines) = outcome else { unreachable!("something answers") };
    lines
}

fn line((which, value): Written) -> String {
    match COOKIES.get(which) {
        Some((name, path)) => format!("{name}={value}; Path={path}"),
        None => String::from("session=1"),
    }
}

fn set<P: CanSetCookies>(res: &mut Response<P>, (which, value): Written) {
    let (name, path) = COOKIES[which];
    let cookie = Cookie::build((name, value.to_string())).path(path);
    match res.set_cookie(SetCookie::try_from(cookie)) {
        Ok(_) => {}
        // The response already has another path for this name.
        Err(error) => assert_eq!(error, CookieError::ScopeConflict),
    }
}

/// Returns the cookies of these that a single response sets.
fn settable(written: &[Written]) -> Vec<Written> {
    let mut res = Response::<Head>::new();
    written.iter().for_each(|one| set(&mut res, *one));
    let lines = res.send("");
    let is_set = |which: usize| {
        let (name, path) = COOKIES[which];
        let has = |line: &&str| {
            line.starts_with(&format!("{name}=")) && line.ends_with(&format!("Path={path}"))
        };
        set_cookies(lines.headers()).iter().any(has)
    };
    written.iter().copied().filter(|one| is_set(one.0)).collect()
}

type Boxed = BoxCloneService<Request<()>, http::Response<Body>, Infallible>;

fn boxed<S, B>(service: S) -> Boxed
where
    S: Service<Request<()>, Response = http::Response<B>, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static,
    B: http_body::Body<Data = bytes::Bytes, Error: Into<axum::BoxError>> + Send + 'static,
{
    BoxCloneService::new(service.map_response(|response| response.map(Body::new)))
}

async fn handle(request: Request<()>, written: Vec<Written>, end: End) -> http::Response<Body> {
    let mut res = Response::<Head>::for_request(&request);
    written.iter().for_each(|one| set(&mut res, *one));
    let answer = |own: Option<Written>| {
        let mut answer = http::Response::new(Body::empty());
        if let Some(own) = own {
            let line = HeaderValue::try_from(line(own)).unwrap();
            answer.headers_mut().insert("set-cookie", line);
        }
        answer
    };
    match end {
        End::Sends => res.send("page").map(Body::new),
        End::Streams => res.stream(async |_page| {}).map(Body::new),
        End::Relays(own) => res.relay(answer(Some(own))).map(Body::new),
        End::Drops => answer(None),
        End::Answers(own) => answer(Some(own)),
        End::Panics => std::panic::resume_unwind(Box::new("in the handler")),
        End::Hangs => pending().await,
    }
}

fn service(around: &[Around], written: Vec<Written>, end: End) -> Boxed {
    let handler = service_fn(move |request| {
        let page = handle(request, written.clone(), end);
        async move { Ok::<_, Infallible>(page.await) }
    });
    around.iter().enumerate().rev().fold(boxed(handler), |inner, (depth, layer)| match *layer {
        Around::Keep => boxed(KeepCookiesLayer::new().layer(inner)),
        Around::Middleware(sets) => {
            let run = move |mut res: Response<Middleware>| {
                sets.into_iter().for_each(|one| set(&mut res, one));
                ready(res.next())
            };
            boxed(middleware(Matcher::everything(), run).layer(inner))
        }
        Around::Answers(sets, exits) => {
            let run = move |mut res: Response<Middleware>| {
                set(&mut res, sets);
                ready(match exits {
                    true => Next::Respond(res.no_content()),
                    false => Next::Respond(Response::<Head>::new().no_content()),
                })
            };
            boxed(middleware(Matcher::everything(), run).layer(inner))
        }
        Around::Rebuilds => boxed(inner.map_response(|response| {
            let (_, body) = response.into_parts();
            http::Response::new(body)
        })),
        Around::Session => boxed(inner.map_response(|mut response: http::Response<Body>| {
            let line = HeaderValue::try_from(line((SESSION, 1))).unwrap();
            response.headers_mut().append("set-cookie", line);
            response
        })),
        Around::CatchesPanics => boxed(CatchPanicLayer::new().layer(inner)),
        Around::TimesOut => {
            // The inner layers time out before.
            let limit = Duration::from_secs(100 - depth as u64);
            let status = StatusCode::GATEWAY_TIMEOUT;
            boxed(TimeoutLayer::with_status_code(status, limit).layer(inner))
        }
    })
}

fn written() -> impl Strategy<Value = Written> {
    (0..COOKIES.len(), 0..4_u8)
}

fn layers() -> impl Strategy<Value = Vec<Around>> {
    let layer = prop_oneof![
        Just(Around::Keep),
        proptest::option::of(written()).prop_map(Around::Middleware),
        proptest::option::of(written()).prop_map(Around::Middleware),
        (written(), any::<bool>()).prop_map(|(set, exits)| Around::Answers(set, exits)),
        Just(Around::Rebuilds),
        Just(Around::CatchesPanics),
        Just(Around::TimesOut),
    ];
    // At most one session layer.
    (proptest::collection::vec(layer, 0..7), proptest::option::of(0..8_usize)).prop_map(
        |(mut layers, session)| {
            let session = session.filter(|at| *at <= layers.len());
            session.into_iter().for_each(|at| layers.insert(at, Around::Session));
            let outside = [Around::Keep, Around::CatchesPanics, Around::TimesOut];
            outside.into_iter().chain(layers).collect()
        },
    )
}

fn ends() -> impl Strategy<Value = End> {
    prop_oneof![
        Just(End::Sends),
        Just(End::Streams),
        written().prop_map(End::Relays),
        Just(End::Drops),
        written().prop_map(End::Answers),
        Just(End::Panics),
        Just(End::Hangs),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_cookie_is_sent_exactly_once_through_any_layers(
        around in layers(),
        handler in proptest::collection::vec(written(), 0..4),
        end in ends(),
    ) {
        let handler = settable(&handler);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let request = Request::get("/").body(()).unwrap();
        let answered = service(&around, handler.clone(), end).oneshot(request);
        let Ok(response) = runtime.block_on(answered);
        let mut lines = set_cookies(response.headers());
        lines.sort_unstable();
        let expected = expected(&around, &handler, end);
        let mut expected: Vec<_> = expected.into_iter().map(line).collect();
        expected.sort_unstable();
        prop_assert_eq!(lines, expected, "{:?}", around);
    }
}
