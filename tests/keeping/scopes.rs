//! A name with two scopes: what the client sends after a response, and a conflict of scopes.

use std::convert::Infallible;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request as AxumRequest, State};
use axum::middleware::{Next as AxumNext, from_fn};
use axum::routing::get;
use cookie::Cookie;
use headfirst::cookie::CookieError;
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::testing::Browser;
use headfirst::{Answered, Body, Head, Middleware, Response, SetCookie};
use http::{HeaderValue, Request};
use proptest::prelude::*;
use tower::{Layer, ServiceExt, service_fn};

use crate::support::{cookie, removal, removal_at, set_cookies};

fn plain(lines: &[&str]) -> http::Response<Body> {
    let mut response = Response::<Head>::new().send("");
    for line in lines {
        response.headers_mut().append("set-cookie", HeaderValue::from_str(line).unwrap());
    }
    response
}

fn request(path: &str, field: &str) -> Request<()> {
    Request::get(path).header("cookie", field).body(()).unwrap()
}

fn at(name: &'static str, value: &'static str, path: &'static str) -> SetCookie {
    SetCookie::try_from(Cookie::build((name, value)).path(path)).unwrap()
}

/// Returns what a middleware reads after a handler that sends these lines.
async fn after(path: &str, field: &str, lines: &[&str]) -> Vec<String> {
    let seen = change(path, field, lines, |answer| {
        Ok(answer.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect())
    });
    seen.await.0.unwrap()
}

/// Changes a response with these lines, and returns it too.
async fn change<T: Send + 'static>(
    path: &str,
    field: &str,
    lines: &[&str],
    change: impl FnOnce(&mut Response<Answered>) -> Result<T, CookieError> + Send + 'static,
) -> (Result<T, CookieError>, Vec<String>) {
    let changed = Arc::new(Mutex::new(None));
    let (change, told) = (Mutex::new(Some(change)), Arc::clone(&changed));
    let change = Arc::new(change);
    let layer = middleware(Matcher::everything(), move |res: Response<Middleware>| {
        let (change, told) = (Arc::clone(&change), Arc::clone(&told));
        std::future::ready(res.next_then(async move |mut answer: Response<Answered>| {
            let change = change.lock().unwrap().take().unwrap();
            *told.lock().unwrap() = Some(change(&mut answer));
            answer
        }))
    });
    let lines: Vec<_> = lines.iter().map(|line| (*line).to_owned()).collect();
    let handler = service_fn(move |_request: Request<()>| {
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        std::future::ready(Ok::<_, Infallible>(plain(&lines)))
    });
    let response = layer.layer(handler).oneshot(request(path, field)).await.unwrap();
    let lines = set_cookies(response.headers()).into_iter().map(str::to_owned).collect();
    (changed.lock().unwrap().take().unwrap(), lines)
}

#[tokio::test]
async fn a_middleware_reads_what_the_client_will_send_for_the_same_url() {
    let login = "token=t2; Path=/; HttpOnly";
    for (path, field, lines, expected) in [
        // The removal of another scope is no removal of this one, in either order.
        ("/app", "", &[login, "token=; Path=/old; Max-Age=0"][..], &["token=t2"][..]),
        ("/app", "", &["token=; Path=/old; Max-Age=0", login], &["token=t2"]),
        ("/app", "", &[login, "token=; Path=/; Domain=a.example; Max-Age=0"], &["token=t2"]),
        ("/old/x", "token=t1", &[login, "token=; Path=/old; Max-Age=0"], &["token=t2"]),
        ("/app", "token=t1", &["token=; Path=/old; Max-Age=0"], &["token=t1"]),
        ("/app", "token=t1", &["token=; Path=/; Max-Age=0"], &[]),
        // Of one scope, the last line counts.
        ("/app", "", &["token=; Path=/; Max-Age=0", login], &["token=t2"]),
        ("/app", "token=t1", &[login, "token=; Path=/; Max-Age=0"], &[]),
        // The longest path is first, and another path is not sent.
        ("/app/x", "", &[login, "token=t3; Path=/app"], &["token=t3", "token=t2"]),
        ("/application", "token=t1", &["token=t3; Path=/app"], &["token=t1"]),
        ("/app/", "", &["token=t3; Path=/app/"], &["token=t3"]),
        // Without a path, the path of the request counts.
        ("/app/x", "", &["token=t3", login], &["token=t3", "token=t2"]),
        ("/x", "", &["token=t3", login], &["token=t2"]),
        // A change leaves the other cookies of its name.
        ("/app", "token=a; x=1; token=b", &["token=; Path=/; Max-Age=0"], &["x=1", "token=a"]),
        ("/app", "token=a; x=1; token=b", &["token=; Path=/app; Max-Age=0"], &["x=1", "token=b"]),
        ("/app", "token=a; token=b", &[login], &["token=t2", "token=a"]),
        ("/app", "token=a; token=b", &["token=; Path=/app; Max-Age=0", login], &["token=t2"]),
    ] {
        assert_eq!(after(path, field, lines).await, expected, "{path} {field:?} {lines:?}");
    }
}

/// A nesting router removes a prefix from the path, but the client knows only the whole path.
#[tokio::test]
async fn the_path_is_that_of_the_client() {
    async fn reads(res: Response<Middleware>, request: AxumRequest, next: AxumNext) -> String {
        let answer = res.run(request, next).await;
        answer.cookies().get("token").unwrap_or("none").to_owned()
    }
    async fn relays(
        State(told): State<Sender<Vec<Option<String>>>>,
        mut res: Response<Head>,
    ) -> http::Response<Body> {
        res.set_cookie(at("own", "1", "/app/x")).unwrap();
        res.on_end(move |sent| {
            let get = |name: &str| sent.cookies().get(name).map(str::to_owned);
            told.send(["token", "own", "default"].map(get).to_vec()).unwrap();
        });
        res.relay(plain(&["token=t2; Path=/app", "token=; Path=/; Max-Age=0", "default=d2"]))
    }
    let (told, seen) = channel();
    let inner = Router::new().route("/orders", get(relays)).with_state(told);
    let inner = inner.layer(from_fn(reads));
    let app = Router::new().nest("/app", inner).layer(KeepCookiesLayer::new());
    let request = Request::get("/app/orders").header("cookie", "token=t1");
    let response = app.oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    let text = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
    assert_eq!(text, "t2");
    let seen: Vec<_> = seen.recv().unwrap();
    assert_eq!(seen, [Some("t2".to_owned()), None, Some("d2".to_owned())]);
}

#[tokio::test]
async fn a_replaced_cookie_counts_once() {
    let all: Vec<_> = (0..50).map(|n| format!("c{n}=1; Path=/; Secure")).collect();
    let lines: Vec<_> = all.iter().map(String::as_str).collect();
    let (changed, lines) = change("/", "", &lines, |answer| {
        for n in (0..50).chain(0..50) {
            answer.set_cookie(cookie(&format!("c{n}"), "2"))?;
        }
        assert_eq!(answer.set_cookie(cookie("new", "1")).unwrap_err(), CookieError::TooMuch);
        Ok(())
    })
    .await;
    changed.unwrap();
    assert!(lines.len() == 50 && lines.iter().all(|line| line.ends_with("=2; Path=/")));
    // More than the limit, by another library, can be replaced, but not added to.
    let long = format!("long={}; Path=/", "x".repeat(8000));
    let (changed, _) = change("/", "", &[&long, "other=1; Path=/"], |answer| {
        answer.set_cookie(cookie("more", &"x".repeat(4000)))?;
        assert_eq!(
            answer.set_cookie(cookie("too", &"x".repeat(4000))).unwrap_err(),
            CookieError::TooMuch
        );
        answer.set_cookie(cookie("long", "short"))?;
        answer.set_cookie(cookie("too", &"x".repeat(4000)))?;
        Ok(())
    })
    .await;
    changed.unwrap();
}

/// The response already sets the cookie, whoever set it there.
#[tokio::test]
async fn another_scope_than_that_of_the_handler_is_a_conflict() {
    let conflict = Err(CookieError::ScopeConflict);
    type Act = fn(&mut Response<Answered>) -> Result<(), CookieError>;
    let sets: Act = |answer| answer.set_cookie(cookie("a", "2")).map(drop);
    let sets_twice: Act =
        |answer| answer.set_cookie(cookie("a", "1"))?.set_cookie(cookie("a", "2")).map(drop);
    let removes: Act = |answer| answer.remove_cookie(removal("a")).map(drop);
    let moves: Act = |answer| answer.move_cookie(removal_at("a", "/x"), cookie("a", "2")).map(drop);
    for (lines, act, expected) in [
        (&["a=1; Path=/x"][..], sets, conflict),
        (&["a=1; Path=/; Domain=a.example"], sets, conflict),
        (&["a=1; Path=/x"], removes, conflict),
        (&["a=1; Path=/x"], moves, Ok(())),
        (&["a=1; Path=/"], sets, Ok(())),
        (&["a=1; Path=/"], removes, Ok(())),
        // Without a path, it is the path of the request.
        (&["a=1"], sets, Ok(())),
        (&["A=1; Path=/x"], sets, Ok(())),
        // The handler removes the other scope, or intends both.
        (&["a=; Path=/x; Max-Age=0"], sets, Ok(())),
        (&["a=1; Path=/x", "a=1; Path=/"], sets, Ok(())),
        (&["a=1; Path=/x", "a=1; Path=/"], sets_twice, Ok(())),
    ] {
        let (changed, after) = change("/orders", "", lines, act).await;
        assert_eq!(changed, expected, "{lines:?}");
        assert!(expected.is_ok() || after == lines, "{after:?}");
    }
}

/// The paths of the cookies of a client, which match the path of the request or not.
const PATHS: [&str; 4] = ["/", "/app", "/app/x", "/other"];

proptest! {
    /// A browser is the oracle. It knows the paths of its cookies, which a request does not tell.
    #[test]
    fn the_cookies_after_a_response_are_those_of_a_browser(
        // The path of each cookie that the client has, if the response changes that cookie.
        has in proptest::option::of(0..4_usize),
        changes in proptest::collection::vec((0..4_usize, proptest::option::of(0..9_u8)), 1..6),
    ) {
        let uri = http::Uri::from_static("/app/x/y");
        let mut browser = Browser::new();
        let has = has.filter(|has| changes.iter().any(|(path, _)| path == has));
        if let Some(path) = has {
            browser.keep(&uri, &plain(&[&format!("token=has; Path={}; Secure", PATHS[path])]));
        }
        let lines: Vec<_> = changes
            .iter()
            .map(|(path, value)| match value {
                Some(value) => format!("token={value}; Path={}", PATHS[*path]),
                None => format!("token=; Path={}; Max-Age=0", PATHS[*path]),
            })
            .collect();
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let field: Vec<_> =
            browser.cookies(uri.path()).iter().map(|(name, value)| format!("{name}={value}")).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let seen = runtime.block_on(after(uri.path(), &field.join("; "), &lines));
        browser.keep(&uri, &plain(&lines));
        let expected: Vec<_> =
            browser.cookies(uri.path()).iter().map(|(name, value)| format!("{name}={value}")).collect();
        prop_assert_eq!(seen, expected);
    }
}
