//! axum applications, tested by oneshot with the `testing` module, as users would.

use std::convert::Infallible;
use std::error::Error as _;
use std::future::Future;
use std::string::FromUtf8Error;
use std::time::Duration;

use axum::extract::{FromRequestParts, Request};
use axum::middleware::{Next as AxumNext, from_fn};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use headfirst::body::RenderError;
use headfirst::cookie::{Cookie, Key, PercentEncoded, Private};
use headfirst::middleware::{Matcher, middleware};
use headfirst::prelude::*;
use headfirst::testing::{self, Browser, removes, sets};
use headfirst::{NothingKept, keep_cookies};
use tower::ServiceExt;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
const FLASH: CookieDef<PercentEncoded> = cookie_def!(CookieDef::new("flash"));
const HOUR: Duration = Duration::from_secs(3600);

async fn body(response: axum::response::Response) -> String {
    testing::text(response).await.unwrap()
}

fn get_with(cookies: &str) -> http::Request<String> {
    http::Request::get("/").header("cookie", cookies).body(String::new()).unwrap()
}

/// Shows the token that the extractor reads.
async fn token(cookies: Cookies) -> Json<Option<String>> {
    Json(cookies.get(&TOKEN).map(str::to_owned))
}

#[tokio::test]
async fn cookies_are_read_without_a_layer() {
    let app: Router = Router::new().route("/", get(token));
    let response = app.clone().oneshot(get_with("a=1; __Host-token=t1")).await.unwrap();
    assert_eq!(body(response).await, "\"t1\"");
    let response = app.oneshot(get_with("a=1")).await.unwrap();
    assert_eq!(body(response).await, "null");
}

#[tokio::test]
async fn cookies_set_by_a_middleware_are_read() {
    let rotate = async |mut res: Response<Middleware>| match res.set_cookie(TOKEN.value("t2")) {
        Ok(_) => res.next(),
        Err(error) => unreachable!("{error}"),
    };
    let hide = async |mut res: Response<Middleware>| {
        res.remove_request_cookie(&TOKEN);
        res.next()
    };
    let both: Router =
        Router::new().route("/", get(token)).layer(middleware(Matcher::everything(), rotate));
    let response = both.oneshot(get_with("__Host-token=t1")).await.unwrap();
    assert_eq!(sets(&response, &TOKEN), Some("t2"));
    assert_eq!(body(response).await, "\"t2\"");
    let hidden: Router =
        Router::new().route("/", get(token)).layer(middleware(Matcher::everything(), hide));
    let response = hidden.oneshot(get_with("__Host-token=t1")).await.unwrap();
    assert_eq!(body(response).await, "null");
    // Also by a middleware of axum.
    let axums = from_fn(async |mut res: Response<Middleware>, request: Request, next: AxumNext| {
        res.set_cookie(TOKEN.value("t3")).unwrap();
        res.run(request, next).await
    });
    let app: Router =
        Router::new().route("/", get(token)).layer(axums).layer(KeepCookiesLayer::new());
    let response = app.oneshot(get_with("__Host-token=t1")).await.unwrap();
    assert_eq!(body(response).await, "\"t3\"");
}

/// The extractor shows the request as the handler received it, without cookies set later.
#[tokio::test]
async fn an_extractor_next_to_a_response_sees_the_request_cookies() {
    let both = async |cookies: Cookies, mut res: Response<Head>| {
        res.set_cookie(TOKEN.value("t2")).unwrap();
        let shown = format!("{:?} {:?}", cookies.get(&TOKEN), res.cookies().get(&TOKEN));
        res.send(shown)
    };
    let app: Router = Router::new().route("/", get(both)).layer(KeepCookiesLayer::new());
    let response = app.oneshot(get_with("__Host-token=t1")).await.unwrap();
    assert_eq!(body(response).await, "Some(\"t1\") Some(\"t2\")");
}

/// A cacheable page hides the cookies if it is extracted first.
#[tokio::test]
async fn an_extractor_after_a_shared_page_sees_no_cookies() {
    let page = async |res: Response<Cacheable>, cookies: Cookies| {
        let shown = format!("{:?}", cookies.get(&TOKEN));
        res.stream(async move |mut page| page.write(shown).await)
    };
    let app: Router = Router::new().route("/", get(page));
    let response = app.oneshot(get_with("__Host-token=t1")).await.unwrap();
    assert_eq!(body(response).await, "None");
}

#[tokio::test]
async fn the_extractor_merges_several_cookie_headers() {
    let request = http::Request::get("/").header("cookie", "a=1").header("cookie", "b=2");
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    let cookies: Result<Cookies, Infallible> = Cookies::from_request_parts(&mut parts, &()).await;
    let cookies = cookies.unwrap();
    assert_eq!(cookies.iter().collect::<Vec<_>>(), [("a", "1"), ("b", "2")]);
}

fn app(session: CookieDef<Private>) -> Router {
    let (begin, end) = (session.clone(), session.clone());
    let log_in = async move |mut res: Response<Action>| {
        res.set_cookie(begin.value("ada")).unwrap().set_cookie(FLASH.value("Hello, Ada")).unwrap();
        res.no_content()
    };
    let log_out = async move |mut res: Response<Action>| {
        res.remove_cookie(&end).unwrap();
        res.no_content()
    };
    let show = async move |cookies: Cookies| cookies.get(&session).unwrap_or_default();
    Router::new()
        .route("/", get(show))
        .route("/login", post(log_in))
        .route("/logout", post(log_out))
        .with_state(ActionGuard::new(NothingKept))
        .layer(KeepCookiesLayer::new())
}

fn session() -> CookieDef<Private> {
    let session = CookieDef::host_prefix("__Host-session").max_age(HOUR).build().unwrap();
    session.private(Key::from(&[7; 64]))
}

#[tokio::test]
async fn a_set_cookie_is_read_by_its_definition() {
    let session = session();
    let app = app(session.clone());
    let request = testing::action("/login").body(String::new()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    assert_eq!(sets(&response, &session).as_deref(), Some("ada"));
    assert_eq!(sets(&response, &FLASH).as_deref(), Some("Hello, Ada"));
    assert!(!removes(&response, &session) && !removes(&response, &FLASH));
    // Other definitions: other attributes, other keys, or another name.
    let longer = CookieDef::host_prefix("__Host-session").max_age(HOUR * 2).build().unwrap();
    assert_eq!(sets(&response, &longer), None);
    let other_key = CookieDef::host_prefix("__Host-session").max_age(HOUR).build().unwrap();
    assert_eq!(sets(&response, &other_key.private(Key::from(&[8; 64]))), None);
    assert_eq!(sets(&response, &TOKEN), None);

    let request = testing::action("http://localhost:3000/logout").body(String::new()).unwrap();
    assert_eq!(request.headers()["host"], "localhost:3000");
    assert_eq!(request.headers()["origin"], "http://localhost:3000");
    let response = app.oneshot(request).await.unwrap();
    assert!(removes(&response, &session) && !removes(&response, &FLASH));
    assert_eq!(sets(&response, &session), None);
    assert!(testing::action("no uri").body(()).is_err());
}

#[tokio::test]
async fn a_form_arrives_as_the_test_has_filled_it_in() {
    let echo = async |_: Response<Action>, Form(pairs): Form<Vec<(String, String)>>| Json(pairs);
    let app: Router = Router::new()
        .route("/", post(echo))
        .with_state(ActionGuard::new(NothingKept))
        .layer(KeepCookiesLayer::new());
    let ascii: String = (0..128).map(char::from).filter(|c| !"\r\n".contains(*c)).collect();
    let filled_in = [
        ("name", "Zoë & Søn 🧁"),
        ("a=b&c d+e%41", "1 + 1 = 2; 100%"),
        ("name", ""),
        ("ascii", &ascii),
    ];
    let request = testing::with_form(testing::action("/"), filled_in).unwrap();
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    let response = app.clone().oneshot(request).await.unwrap();
    let arrived: Vec<(String, String)> = serde_json::from_str(&body(response).await).unwrap();
    let expected = filled_in.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(arrived, expected);

    // The bytes are those of browsers, as are the line breaks.
    let form = [(String::from("a*-._~"), "'()!"), (String::from("b"), "1\n2\r3\r\n4\n\n5\r\r6")];
    let request = testing::with_form(testing::action("/"), form).unwrap();
    assert_eq!(
        request.body(),
        "a*-._%7E=%27%28%29%21&b=1%0D%0A2%0D%0A3%0D%0A4%0D%0A%0D%0A5%0D%0A%0D%0A6"
    );
    let empty: [(&str, &str); 0] = [];
    assert_eq!(testing::with_form(testing::action("/"), empty).unwrap().body(), "");
    assert!(testing::with_form(testing::action("no uri"), empty).is_err());
    let twice = testing::action("/").header("content-type", "text/plain");
    let request = testing::with_form(twice, empty).unwrap();
    let types: Vec<_> = request.headers().get_all("content-type").iter().collect();
    assert_eq!(types, ["application/x-www-form-urlencoded"]);
}

#[tokio::test]
async fn json_arrives_as_a_value_or_as_text() {
    let echo = async |Json(value): Json<serde_json::Value>| Json(value);
    let app: Router = Router::new().route("/", post(echo));
    let order = serde_json::json!({ "name": "Zoë & Søn", "count": 2 });
    let request = testing::with_json(testing::action("/"), &order).unwrap();
    assert_eq!(request.headers()["content-type"], "application/json");
    let response = app.clone().oneshot(request).await.unwrap();
    assert_eq!(body(response).await, order.to_string());
    let request = testing::with_json(testing::action("/"), "{").unwrap();
    assert_eq!(app.oneshot(request).await.unwrap().status(), 400);
    assert!(testing::with_json(testing::action("no uri"), "{}").is_err());
}

#[tokio::test]
async fn a_body_is_read_as_text_or_is_an_error() {
    let res = Response::<Head>::new();
    let response = res.stream(async |mut page| {
        page.write("one, ").flush().await?;
        page.write("two").flush().await
    });
    assert_eq!(testing::text(response).await.unwrap(), "one, two");
    let failing = Response::<Head>::new().stream(async |mut page| {
        page.write("one").flush().await.unwrap();
        "seven".parse::<u32>().map(drop)
    });
    let error = testing::text(failing).await.unwrap_err();
    let source = error.source().unwrap();
    assert!(source.is::<RenderError>(), "{source:?}");
    assert_eq!(error.to_string(), format!("the body cannot be read as text: {source}"));
    let bytes = Response::<Head>::new().send(vec![0xff]);
    let error = testing::text(bytes).await.unwrap_err();
    assert!(error.source().unwrap().is::<FromUtf8Error>());
}

#[tokio::test]
async fn a_test_browser_logs_in_and_its_session_expires() {
    let session = session();
    let app = app(session.clone());
    let mut browser = Browser::new();
    let shown = async |browser: &mut Browser| {
        let request = browser.get("/").body(String::new()).unwrap();
        body(browser.send(app.clone(), request).await.unwrap()).await
    };
    assert_eq!(shown(&mut browser).await, "");
    let login = browser.submit("/login").body(String::new()).unwrap();
    browser.send(app.clone(), login).await.unwrap();
    assert_eq!(shown(&mut browser).await, "ada");
    assert_eq!(browser.cookies("/").get(&FLASH).as_deref(), Some("Hello, Ada"));
    browser.advance(HOUR - Duration::from_secs(1));
    let mut other = browser.clone();
    assert_eq!(shown(&mut browser).await, "ada");
    browser.advance(Duration::from_secs(1));
    assert_eq!(shown(&mut browser).await, "");
    assert!(browser.cookies("/").get(&FLASH).is_some(), "the session cookie stays");
    let logout = other.submit("/logout").body(String::new()).unwrap();
    other.send(app.clone(), logout).await.unwrap();
    assert_eq!(shown(&mut other).await, "");
    assert!(!format!("{browser:?}").contains("Ada"));
}

/// The `Set-Cookie` lines of any server: which of them a browser stores, and where it sends them.
#[test]
fn a_test_browser_stores_the_cookies_that_browsers_store() {
    let after = |lines: &[&str], path: &str| {
        let mut browser = Browser::new();
        let mut response = http::Response::new(());
        for line in lines {
            response.headers_mut().append("set-cookie", line.parse().unwrap());
        }
        browser.keep(&"/shop/cart?x=/y/z".parse().unwrap(), &response);
        browser.advance(Duration::from_secs(60));
        let request = browser.get(path).body(()).unwrap();
        let field = request.headers().get("cookie").map(|field| field.to_str().unwrap().to_owned());
        field.unwrap_or_default()
    };
    for (lines, path, sent) in [
        (&["a=1; Path=/"][..], "/", "a=1"),
        (&["a=1; Path=/", "a=2; Path=/"], "/", "a=2"),
        (&["a=1; Path=/", "a=2; Path=/x"], "/x/y", "a=2; a=1"),
        (&["a=1; Path=/x"], "/xy", ""),
        (&["a=1; Path=/x"], "/x?y", "a=1"),
        // The default path is that of the request.
        (&["a=1"], "/shop/list", "a=1"),
        (&["a=1"], "/", ""),
        (&["a=1; Path=nowhere"], "/shop", "a=1"),
        (&["a=1; Path=/", "a=; Path=/; Max-Age=0"], "/", ""),
        (&["a=1; Path=/", "a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:01 GMT"], "/", ""),
        (&["a=1; Path=/; Max-Age=60"], "/", ""),
        (&["a=1; Path=/; Max-Age=61"], "/", "a=1"),
        (&["a=1; Path=/; Max-Age=61; Expires=Thu, 01 Jan 1970 00:00:01 GMT"], "/", "a=1"),
        (&["a=1; Path=/; Max-Age=-5"], "/", ""),
        (&["a=1; Path=/; Domain=EXAMPLE.com"], "/", "a=1"),
        (&["a=1; Path=/; Domain=evil.example"], "/", ""),
        (&["__Host-a=1; Path=/; Secure"], "/", "__Host-a=1"),
        (&["__Host-a=1; Path=/"], "/", ""),
        (&["__Host-a=1; Path=/; Secure; Domain=example.com"], "/", ""),
        (&["a=1; Path=/; SameSite=None"], "/", ""),
        (&["a=1; Path=/; SameSite=None; Secure"], "/", "a=1"),
        (&["=1; Path=/", "nameless"], "/", ""),
    ] {
        assert_eq!(after(lines, path), sent, "{lines:?} at {path}");
    }
}

/// No lifetime is longer than 400 days.
#[test]
fn a_test_browser_caps_lifetimes() {
    let mut browser = Browser::default();
    let mut response = http::Response::new(());
    let mut cookie = Cookie::new("a", "1");
    cookie.make_permanent();
    response.headers_mut().append("set-cookie", cookie.to_string().parse().unwrap());
    browser.keep(&"/".parse().unwrap(), &response);
    browser.advance(HOUR * 24 * 400 - Duration::from_secs(1));
    assert_eq!(browser.cookies("/").get("a"), Some("1"));
    browser.advance(Duration::from_secs(1));
    assert_eq!(browser.cookies("/").get("a"), None);
}

#[tokio::test]
async fn a_service_without_axum_can_be_tested() {
    async fn page(request: http::Request<()>) -> Result<http::Response<Body>, CookieError> {
        let mut res = Response::<Head>::for_request(&request);
        res.set_cookie(TOKEN.value("t2"))?;
        Ok(res.send(""))
    }
    fn service(request: http::Request<()>) -> impl Future<Output = http::Response<Body>> {
        keep_cookies(request, page)
    }
    let mut browser = Browser::new();
    let served = tower::service_fn(async |request| Ok::<_, Infallible>(service(request).await));
    let response = browser.send(served, browser.get("/").body(()).unwrap()).await.unwrap();
    assert_eq!(sets(&response, &TOKEN), Some("t2"));
    assert_eq!(browser.cookies("/").get(&TOKEN), Some("t2"));
}
