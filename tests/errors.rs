//! Errors before the head has left: the client gets the cookies that were set until then.

mod support;

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use headfirst::body::{Disconnected, End};
use headfirst::cookie::CookieError;
use headfirst::events::InvalidEvent;
use headfirst::header::TrailerName;
use headfirst::html::InvalidNonce;
use headfirst::tower::{Matcher, middleware};
use headfirst::{
    Action, Body, CookiesOpen, Failed, Head, InvalidOrigin, Middleware, NotAnAction, Response,
    SetCookie,
};
use http::{HeaderName, Request, StatusCode};
use http_body_util::BodyExt;
use support::{EVERY, at_head, at_shell, cookie, curl_to, serve_router, set_cookies};
use tower::ServiceExt;

#[derive(Debug, PartialEq)]
enum AppError {
    Cookie(CookieError),
    Database,
}

impl From<CookieError> for AppError {
    fn from(error: CookieError) -> Self {
        Self::Cookie(error)
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> axum::response::Response {
        let page = format!("sorry: {self:?}");
        (StatusCode::INTERNAL_SERVER_ERROR, [("set-cookie", "flash=sorry")], page).into_response()
    }
}

async fn load_orders(found: bool) -> Result<&'static str, AppError> {
    tokio::task::yield_now().await;
    found.then_some("three orders").ok_or(AppError::Database)
}

fn rotate<P: CookiesOpen>(res: &mut Response<P>) -> Result<(), CookieError> {
    res.set_cookie(cookie("token", "t2")).map(drop)
}

async fn orders(res: Response<Head>) -> Result<http::Response<Body>, Failed<AppError>> {
    let found = res.target().query().is_none();
    let (res, orders) = res
        .attempt(async |res| {
            rotate(res)?;
            load_orders(found).await
        })
        .await?;
    Ok(res.send(orders))
}

/// The database fails after the token was rotated: the client gets the new token with the 500.
#[tokio::test]
async fn a_handler_of_axum_that_fails_sends_the_rotated_token() {
    let app = Router::new().route("/", get(orders));
    for (target, status, expected, cookies) in [
        ("/", 200, "three orders", &["token=t2; Path=/"][..]),
        ("/?fail", 500, "sorry: Database", &["flash=sorry", "token=t2; Path=/"][..]),
    ] {
        let request = Request::get(target).body(axum::body::Body::empty()).unwrap();
        let (head, body) = app.clone().oneshot(request).await.unwrap().into_parts();
        assert_eq!(head.status, status);
        assert_eq!(set_cookies(&head.headers), cookies);
        assert_eq!(head.headers["cache-control"], "private");
        assert_eq!(body.collect().await.unwrap().to_bytes(), expected);
    }
}

/// The same on a socket, and behind a middleware whose token and header reach the client with the error.
#[tokio::test]
async fn an_error_on_the_wire_has_the_cookies_of_the_handler_and_of_the_middleware() {
    let before = |mut res: Response<Middleware>| {
        res.set_cookie(cookie("token", "t1")).unwrap();
        res.set_cookie(cookie("seen", "1")).unwrap();
        res.append_header(headfirst::header::VARY, http::HeaderValue::from_static("cookie"));
        std::future::ready(res.next())
    };
    for (server, version) in EVERY {
        let app = Router::new().route("/", get(orders));
        let address =
            serve_router(server, app.layer(middleware(Matcher::everything(), before))).await;
        let answer = curl_to(&format!("http://{address}/?fail"), version, &["-i"]).await;
        let text = answer.text().to_lowercase();
        assert!(text.contains(" 500") && text.contains("sorry: database"), "{text}");
        let cookies: Vec<_> = text.lines().filter(|line| line.starts_with("set-cookie")).collect();
        let expected = ["flash=sorry", "token=t2; path=/", "seen=1; path=/"];
        assert_eq!(cookies, expected.map(|cookie| format!("set-cookie: {cookie}")), "{text}");
        assert!(text.contains("vary: cookie") && text.contains("cache-control: private"), "{text}");
        let lost = curl_to(&format!("http://{address}/nowhere"), version, &["-i"]).await;
        let text = lost.text().to_lowercase();
        assert!(text.contains(" 404") && text.contains("set-cookie: seen=1"), "{text}");
    }
}

#[test]
fn a_failure_is_its_error_with_the_head() {
    let mut shell = at_shell();
    shell.insert_header(headfirst::header::VARY, http::HeaderValue::from_static("accept"));
    let failed = shell.fail(AppError::Database);
    assert_eq!(failed.error(), &AppError::Database);
    assert!(format!("{failed:?}").contains("Database") && !format!("{failed:?}").contains("t2"));
    let failed = failed.map(|_| CookieError::Name);
    assert_eq!(failed.to_string(), CookieError::Name.to_string());
    let failed: Failed<AppError> = failed.convert();
    let (head, error) = failed.into_parts();
    assert_eq!(head.cookies().get("token"), Some("t2"));
    assert_eq!(error, AppError::Cookie(CookieError::Name));
    let response = head.with_status(StatusCode::BAD_GATEWAY).send("");
    assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);
    assert_eq!(response.headers()["vary"], "accept");
    assert_eq!(at_head().fail(AppError::Database).forget_cookies(), AppError::Database);
}

#[tokio::test]
async fn an_attempt_gives_the_response_back_with_the_value() {
    let attempt = at_shell().attempt(async |shell| {
        shell.write("kept");
        rotate(shell)?;
        Ok::<_, CookieError>(3)
    });
    let (shell, value) = attempt.await.unwrap();
    assert_eq!(value, 3);
    assert_eq!(shell.send().headers()["content-length"], "19");
}

/// The error's own status and fields are those of the page that is sent.
#[test]
fn a_failure_becomes_what_its_error_becomes() {
    struct Gone;
    impl From<Gone> for http::Response<Body> {
        fn from(Gone: Gone) -> Self {
            Response::<Head>::new().with_status(StatusCode::GONE).send("gone")
        }
    }
    let html = http::HeaderValue::from_static("text/html");
    let mut res = at_head().with_status(StatusCode::CREATED);
    rotate(res.insert_header(headfirst::header::CONTENT_TYPE, html)).unwrap();
    let response = http::Response::<Body>::from(res.fail(Gone));
    assert_eq!(response.status(), StatusCode::GONE);
    assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);
    assert!(!response.headers().contains_key("content-type"), "the page it was for is not sent");
}

#[test]
fn an_error_is_no_larger_than_a_box_and_its_response_can_cross_threads() {
    fn is_send<T: Send + 'static>() {}
    is_send::<Failed<AppError>>();
    assert_eq!(size_of::<Failed<[u8; 100]>>(), size_of::<usize>());
    let _: fn(Response<Action>, ()) -> Failed<()> = Response::<Action>::fail;
}

/// What the documentation shows as a handler is one.
#[tokio::test]
async fn a_bad_cookie_is_a_500_and_any_answer_of_axum_has_the_cookies() {
    async fn page(res: Response<Head>) -> Result<http::Response<Body>, Failed<CookieError>> {
        let bad = SetCookie::try_from(cookie::Cookie::new("a b", "1"));
        Ok(res.with_cookie(cookie("token", "t2"))?.with_cookie(bad)?.no_content())
    }
    async fn api(mut res: Response<Head>) -> Result<impl IntoResponse, Failed<CookieError>> {
        let told = res.target().path().to_owned();
        res.insert_header(
            headfirst::header::CONTENT_TYPE,
            http::HeaderValue::from_static("text/x"),
        );
        res.append_header(headfirst::header::VARY, http::HeaderValue::from_static("cookie"));
        res.after(move |sent| {
            assert_eq!((told.as_str(), sent.octets(), sent.end()), ("/api", 8, End::Complete));
            assert_eq!((sent.status().as_u16(), sent.cookies().get("token")), (201, Some("t2")));
            TOLD.fetch_add(1, Ordering::SeqCst);
        });
        let res = res.with_cookie(cookie("token", "t2"))?;
        Ok(res.respond((StatusCode::CREATED, axum::Json(["milk"]))))
    }
    static TOLD: AtomicUsize = AtomicUsize::new(0);
    let app = Router::new().route("/", get(page)).route("/api", get(api));
    let ask = async |target: &str| {
        let request = Request::get(target).body(axum::body::Body::empty()).unwrap();
        let (head, body) = app.clone().oneshot(request).await.unwrap().into_parts();
        (head, body.collect().await.unwrap().to_bytes())
    };
    let (head, body) = ask("/").await;
    assert_eq!((head.status.as_u16(), &body[..]), (500, CookieError::Name.rule().as_bytes()));
    assert_eq!(set_cookies(&head.headers), ["token=t2; Path=/"]);
    let (head, body) = ask("/api").await;
    assert_eq!((head.status.as_u16(), &body[..]), (201, &br#"["milk"]"#[..]));
    assert_eq!(head.headers["content-type"], "application/json", "that of the answer");
    assert_eq!(
        (&head.headers["vary"], set_cookies(&head.headers)),
        (&http::HeaderValue::from_static("cookie"), vec!["token=t2; Path=/"])
    );
    assert_eq!(TOLD.load(Ordering::SeqCst), 1);
}

/// What is wrong with what somebody has given is said as the rule that it breaks.
#[test]
fn an_error_states_its_rule() {
    let trailer = TrailerName::try_from(HeaderName::from_static("set-cookie")).unwrap_err();
    let pattern = Matcher::paths(["/a{b"]).unwrap_err();
    for (error, rule) in [
        (&InvalidEvent as &dyn Error, "the name and the id of an event are one line each"),
        (&InvalidNonce, "a nonce is base64"),
        (&InvalidOrigin, "an origin is a scheme and a host"),
        (&NotAnAction::OpaqueOrigin, "an action is not started from an opaque origin"),
        (&NotAnAction::Malformed("host"), "the field `host` is malformed"),
        (&CookieError::Name, "a cookie name is a token"),
        (&Disconnected, "the body was dropped"),
        (&trailer, "a recipient needs `set-cookie` before the content"),
        (&pattern, "`/a{b` is no pattern of a path"),
    ] {
        assert!(error.to_string().starts_with(rule), "{error}");
    }
}

/// What another body announces is announced, and its end is told, also where it is dropped before.
#[tokio::test]
async fn a_body_of_somebody_else_is_watched_and_otherwise_as_it_was() {
    use http_body::Body as _;

    let (tell, told) = std::sync::mpsc::channel();
    let respond = |text: &'static str| {
        let (mut res, tell) = (at_head(), tell.clone());
        res.after(move |sent| tell.send((sent.frames(), sent.end())).unwrap());
        assert!(format!("{res:?}").contains("Watchers(1)"), "{res:?}");
        res.respond(text).into_response().into_body()
    };
    for (text, is_end) in [("milk", false), ("", true)] {
        let body = respond(text);
        let announced = (body.size_hint().exact(), body.is_end_stream());
        assert_eq!(announced, (Some(text.len() as u64), is_end));
        assert_eq!(body.collect().await.unwrap().to_bytes(), text);
        assert_eq!(told.recv().unwrap(), (u64::from(!is_end), End::Complete));
    }
    drop(respond("milk"));
    assert_eq!(told.recv().unwrap(), (0, End::Aborted));
}
