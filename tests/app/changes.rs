//! The changes of a middleware to the request, and to the response of the handler.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::middleware::{Next as AxumNext, from_fn};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use headfirst::cookie::CookieError;
use headfirst::header::{CONTENT_TYPE, VARY, X_FRAME_OPTIONS};
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware, middleware_with_state};
use headfirst::{Answered, Body, CacheControl, Head, Middleware, Next, Response};
use http::{HeaderName, HeaderValue, StatusCode};
use http_body_util::{BodyExt, Empty};
use tower::{Layer, ServiceExt, service_fn};

use crate::support;
use crate::support::{EVERY, cookie, curl, removal, serve_router, set_cookies};

const COUNTRY: HeaderName = HeaderName::from_static("x-country");
const VALUE: HeaderValue = HeaderValue::from_static("ch");

fn request() -> http::Request<Empty<Bytes>> {
    http::Request::get("/").header("cookie", "token=t1").body(Empty::new()).unwrap()
}

#[derive(Clone, Debug, PartialEq)]
struct User(&'static str);

#[derive(Clone)]
struct Users(&'static str);

impl Users {
    async fn find(&self, _token: &str) -> User {
        User(self.0)
    }
}

async fn authenticate(State(users): State<Users>, mut res: Response<Middleware>) -> Next {
    let user = users.find(res.cookies().get("token").unwrap_or_default()).await;
    res.insert_request_extension(user);
    res.insert_request_header(COUNTRY, VALUE).unwrap();
    res.append_request_header(COUNTRY, HeaderValue::from_static("fr")).unwrap();
    res.remove_request_header(http::header::ACCEPT).unwrap();
    assert_eq!(res.request_headers()[COUNTRY], "of the client");
    res.next()
}

#[tokio::test]
async fn the_handler_receives_the_changed_request() {
    async fn page(Extension(user): Extension<User>, headers: http::HeaderMap) -> String {
        let country: Vec<_> = headers.get_all(COUNTRY).iter().map(HeaderValue::as_bytes).collect();
        let country = String::from_utf8(country.join(&b","[..])).unwrap();
        format!("{} {country} {}", user.0, headers.contains_key("accept"))
    }
    for (server, version) in EVERY {
        let users = State(Users("Ada"));
        let layer = middleware_with_state(Matcher::everything(), users, authenticate);
        let inside = middleware(Matcher::everything(), async |res: Response<Middleware>| {
            assert_eq!(
                res.request_extensions().get(),
                Some(&User("Ada")),
                "as an inner layer sees it"
            );
            res.next()
        });
        let app = Router::new().route("/", get(page)).layer(inside).layer(layer);
        let address = serve_router(server, app).await;
        let answer = curl(address, version, &["-H", "x-country: of the client"]).await;
        assert_eq!(answer.text(), "Ada ch,fr false", "{server:?} {version:?}");
    }
}

#[tokio::test]
async fn changes_to_the_request_apply_without_the_layer() {
    let mut request = request();
    let mut res = Response::<Middleware>::for_request(&request);
    res.insert_request_extension(User("Ada")).insert_request_header(COUNTRY, VALUE).unwrap();
    res.set_cookie(cookie("token", "t2")).unwrap();
    let Next::Continue(pending) = res.next() else { unreachable!() };
    pending.rewrite(&mut request);
    assert_eq!(request.extensions().get(), Some(&User("Ada")));
    assert_eq!(
        (&request.headers()["cookie"], &request.headers()[COUNTRY]),
        (&"token=t2".parse().unwrap(), &VALUE)
    );
    let mut response = http::Response::new(());
    pending.merge(&mut response);
    assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);
}

#[test]
fn framing_and_cookie_request_headers_are_an_error() {
    let mut res = Response::<Middleware>::for_request(&request());
    for name in ["cookie", "content-length", "transfer-encoding", "connection", "te", "upgrade"] {
        let name = HeaderName::from_static(name);
        let error = res.insert_request_header(name.clone(), VALUE).unwrap_err().to_string();
        assert!(error.contains(name.as_str()), "{error}");
        assert!(res.append_request_header(name.clone(), VALUE).is_err());
        assert!(res.remove_request_header(name).is_err());
    }
    let Next::Continue(_) = res.next() else { unreachable!() };
}

/// One closure moves its captures into its future, another borrows them.
#[tokio::test]
async fn a_middleware_function_may_capture() {
    let names = Arc::new(vec!["a".to_owned(), "b".to_owned()]);
    let captured = Arc::clone(&names);
    let layer = middleware(Matcher::everything(), async move |mut res: Response<Middleware>| {
        for name in captured.iter() {
            tokio::task::yield_now().await;
            res.set_cookie(cookie(name, "1"))?;
        }
        Ok::<_, CookieError>(res.next())
    });
    let app = Router::new().route("/", get("page")).layer(layer);
    for _ in 0..2 {
        let response = app.clone().oneshot(request().map(axum::body::Body::new)).await.unwrap();
        assert_eq!(set_cookies(response.headers()), ["a=1; Path=/", "b=1; Path=/"]);
    }
}

/// Sets one cookie before the handler, and then cookies and headers that depend on the response.
async fn around(mut res: Response<Middleware>) -> Result<Next, CookieError> {
    res.set_cookie(cookie("before", "1"))?;
    res.insert_header(VARY, HeaderValue::from_static("before"));
    Ok(res.next_then(async |mut answer: Response<Answered>| {
        tokio::task::yield_now().await;
        let status = answer.status().as_u16().to_string();
        let kind = answer.headers().get("content-type").cloned();
        answer.set_cookie(cookie("status", &status))?.set_cookie(cookie("both", "after"))?;
        answer.insert_header(CONTENT_TYPE, HeaderValue::from_static("text/x"));
        answer.insert_header(X_FRAME_OPTIONS, kind.unwrap_or(HeaderValue::from_static("none")));
        answer.remove_cookie(removal("gone"))?;
        Ok::<_, CookieError>(answer)
    }))
}

fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<_> =
        text.lines().filter_map(|line| line.strip_prefix("set-cookie: ")).collect();
    lines.sort_unstable();
    lines
}

#[tokio::test]
async fn after_the_handler_cookies_and_headers_override_its_response() {
    for (server, version) in EVERY {
        let page = async |mut res: Response<Head>| {
            res.set_cookie(cookie("both", "handler")).unwrap();
            res.set_cookie(cookie("handler", "1")).unwrap();
            res.with_status(StatusCode::CREATED).respond(Json(["milk"]))
        };
        let app =
            Router::new().route("/", get(page)).layer(middleware(Matcher::everything(), around));
        let address = serve_router(server, app).await;
        let answer = curl(address, version, &["-i"]).await;
        let text = answer.text();
        assert!(text.contains(" 201"), "{text}");
        assert!(text.ends_with("[\"milk\"]"), "{text}");
        assert!(text.contains("content-type: text/x\r\n"), "{text}");
        assert!(text.contains("x-frame-options: application/json\r\n"), "{text}");
        assert!(text.contains("vary: before\r\n"), "{text}");
        assert!(text.contains("cache-control: private\r\n"), "{text}");
        let expected = [
            "before=1; Path=/",
            "both=after; Path=/",
            "gone=; Path=/; Expires=",
            "handler=1; Path=/",
            "status=201; Path=/",
        ];
        let lines = lines(text);
        assert_eq!(lines.len(), expected.len(), "{lines:?}");
        assert!(
            lines.iter().zip(expected).all(|(line, start)| line.starts_with(start)),
            "{lines:?}"
        );
    }
}

#[tokio::test]
async fn a_streaming_page_can_be_changed_before_its_first_byte() {
    for (server, version) in EVERY {
        let page = async |res: Response<Head>| {
            res.stream(|mut page| async move {
                page.write("one ").flush().await?;
                page.write("two");
                Ok::<_, headfirst::body::Disconnected>(())
            })
        };
        let app =
            Router::new().route("/", get(page)).layer(middleware(Matcher::everything(), around));
        let address = serve_router(server, app).await;
        let answer = curl(address, version, &["-i"]).await;
        assert!(answer.text().ends_with("one two"), "{}", answer.text());
        assert!(answer.text().contains("set-cookie: status=200; Path=/\r\n"));
        let answer = curl(address, version, &["-I"]).await;
        assert!(
            answer.text().contains("set-cookie: status=200; Path=/\r\n"),
            "HEAD: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn after_the_handler_the_cookies_are_those_that_the_client_will_have() {
    let layer = middleware(Matcher::everything(), async |mut res: Response<Middleware>| {
        res.set_cookie(cookie("a", "before")).unwrap().set_cookie(cookie("b", "before")).unwrap();
        res.set_request_cookie("shown", "1").unwrap();
        res.next_then(async |mut answer: Response<Answered>| {
            let get = |name: &str| answer.cookies().get(name).map(str::to_owned);
            assert_eq!(get("a").as_deref(), Some("handler"));
            assert_eq!(get("b").as_deref(), Some("before"));
            assert_eq!(get("token"), None, "the handler removed the cookie");
            assert_eq!(get("shown"), None, "the cookie was set for the handler only");
            answer.set_cookie(cookie("b", "after")).unwrap();
            assert_eq!(answer.cookies().get("b"), Some("after"));
            answer
        })
    });
    let handler = service_fn(async |_: http::Request<Empty<Bytes>>| {
        let mut response = http::Response::new(Empty::<Bytes>::new());
        for line in ["a=handler; Path=/", "token=; Path=/; Max-Age=0"] {
            response.headers_mut().append("set-cookie", HeaderValue::from_static(line));
        }
        Ok::<_, Infallible>(response)
    });
    let response = layer.layer(handler).oneshot(request()).await.unwrap();
    let expected = ["a=handler; Path=/", "token=; Path=/; Max-Age=0", "b=after; Path=/"];
    assert_eq!(set_cookies(response.headers()), expected);
}

/// An error that converts to a response only on axum.
struct AppError;

impl IntoResponse for AppError {
    fn into_response(self) -> axum::response::Response {
        (StatusCode::SERVICE_UNAVAILABLE, "no database").into_response()
    }
}

impl From<CookieError> for AppError {
    fn from(_error: CookieError) -> Self {
        Self
    }
}

/// An error that converts to a response only without axum.
struct PlainError;

impl From<PlainError> for http::Response<Body> {
    fn from(PlainError: PlainError) -> Self {
        Response::<Head>::new().with_status(StatusCode::BAD_GATEWAY).send("no database")
    }
}

impl From<CookieError> for PlainError {
    fn from(_error: CookieError) -> Self {
        Self
    }
}

async fn fails_before<E: From<CookieError>>(
    mut res: Response<Middleware>,
    error: E,
) -> Result<Next, E> {
    res.set_cookie(cookie("token", "t2"))?;
    Err(error)
}

fn fails_after<E>(mut res: Response<Middleware>, error: E) -> Next
where
    E: headfirst::ErrorAnswer<()> + From<CookieError> + Send + 'static,
{
    res.set_cookie(cookie("token", "t2")).unwrap();
    res.next_then(async move |mut answer: Response<Answered>| {
        answer.set_cookie(cookie("after", "1"))?;
        Err::<Response<Answered>, E>(error)
    })
}

#[tokio::test]
async fn an_error_of_either_kind_is_sent_with_every_cookie() {
    let page = async |mut res: Response<Head>| {
        res.set_cookie(cookie("handler", "1")).unwrap();
        res.send("page")
    };
    for (server, version) in EVERY {
        let everything = Matcher::everything;
        let of_axum = middleware(everything(), async |res| fails_before(res, AppError).await);
        let answer = middleware(everything(), async |res| {
            fails_before(res, AppError).await.map_err(IntoResponse::into_response)
        });
        let plain = middleware(everything(), async |res| fails_before(res, PlainError).await);
        let after = middleware(everything(), async |res| fails_after(res, PlainError));
        let after_on_axum = middleware(everything(), async |mut res: Response<Middleware>| {
            res.set_cookie(cookie("token", "t2"))?;
            Ok::<_, CookieError>(res.next_then(async |mut answer: Response<Answered>| {
                answer.set_cookie(cookie("after", "1"))?;
                Err::<Response<Answered>, _>(AppError)
            }))
        });
        let router = || Router::new().route("/", get(page));
        let before = &["token=t2; Path=/"][..];
        let all = &["after=1; Path=/", "handler=1; Path=/", "token=t2; Path=/"][..];
        for (app, status, expected) in [
            (router().layer(of_axum), " 503", before),
            (router().layer(answer), " 503", before),
            (router().layer(plain), " 502", before),
            (router().layer(after), " 502", all),
            (router().layer(after_on_axum), " 503", all),
        ] {
            let address = serve_router(server, app).await;
            let answer = curl(address, version, &["-i"]).await;
            let text = answer.text();
            assert!(text.contains(status) && text.ends_with("no database"), "{text}");
            assert_eq!(lines(text), expected, "{text}");
        }
    }
}

#[tokio::test]
async fn a_panic_or_a_timeout_after_the_handler_loses_no_cookie() {
    use tower_http::catch_panic::CatchPanicLayer;
    use tower_http::timeout::TimeoutLayer;

    let ends = |panics: bool| {
        middleware(Matcher::everything(), async move |mut res: Response<Middleware>| {
            res.set_cookie(cookie("token", "t2")).unwrap();
            res.next_then(async move |mut answer: Response<Answered>| {
                answer.set_cookie(cookie("after", "1")).unwrap();
                assert!(!panics, "on purpose");
                std::future::pending::<()>().await;
                answer
            })
        })
    };
    let soon = std::time::Duration::from_millis(20);
    let late = StatusCode::REQUEST_TIMEOUT;
    let page =
        async |res: Response<Head>| res.with_cookie(cookie("handler", "1")).unwrap().send("page");
    for (panics, status) in [(true, 500), (false, 408)] {
        let app = Router::new()
            .route("/", get(page))
            .layer(ends(panics))
            .layer(CatchPanicLayer::new())
            .layer(TimeoutLayer::with_status_code(late, soon))
            .layer(KeepCookiesLayer::new());
        let response = app.oneshot(request().map(axum::body::Body::new)).await.unwrap();
        assert_eq!(response.status(), status);
        let mut cookies = set_cookies(response.headers());
        cookies.sort_unstable();
        assert_eq!(cookies, ["after=1; Path=/", "handler=1; Path=/", "token=t2; Path=/"]);
    }
}

#[tokio::test]
async fn cache_control_depends_on_all_cookies() {
    let minute = || CacheControl::public(std::time::Duration::from_secs(60));
    for (handler_sets, after_sets, even, expected) in [
        (false, false, false, "public, max-age=60"),
        (true, false, false, "private, max-age=60"),
        (true, false, true, "private, max-age=60"),
        (false, true, false, "private, max-age=60"),
        (false, true, true, "public, max-age=60"),
    ] {
        let layer = middleware(Matcher::everything(), async move |res: Response<Middleware>| {
            res.next_then(async move |mut answer: Response<Answered>| {
                let control = if even { minute().allow_set_cookie() } else { minute() };
                answer.set_cache_control(control);
                if after_sets {
                    answer.set_cookie(cookie("after", "1")).unwrap();
                }
                answer
            })
        });
        let handler = service_fn(move |_: http::Request<Empty<Bytes>>| async move {
            let mut response = http::Response::new(Empty::<Bytes>::new());
            if handler_sets {
                let line = HeaderValue::from_static("handler=1");
                response.headers_mut().append("set-cookie", line);
            }
            Ok::<_, Infallible>(response)
        });
        let response = layer.layer(handler).oneshot(request()).await.unwrap();
        let case = (handler_sets, after_sets, even);
        assert_eq!(response.headers()["cache-control"], expected, "{case:?}");
    }
}

async fn of_axum(
    mut res: Response<Middleware>,
    request: Request,
    next: AxumNext,
) -> Result<impl IntoResponse, AppError> {
    res.set_cookie(cookie("token", "t2"))?;
    res.insert_request_extension(User("Ada"));
    let fails = request.uri().query() == Some("fails");
    let mut answer = res.run(request, next).await;
    let status = answer.status().as_u16().to_string();
    answer.set_cookie(cookie("status", &status))?;
    if fails { Err(AppError) } else { Ok(answer) }
}

#[tokio::test]
async fn an_axum_middleware_can_do_the_same() {
    let page = async |Extension(user): Extension<User>, res: Response<Head>| {
        let token = res.cookies().get("token").unwrap().to_owned();
        res.with_cookie(cookie("handler", "1")).unwrap().send(format!("{} {token}", user.0))
    };
    for (server, version) in EVERY {
        let app = Router::new().route("/", get(page)).layer(from_fn(of_axum));
        let address = serve_router(server, app.clone().layer(KeepCookiesLayer::new())).await;
        let answer = curl(address, version, &["-i", "-b", "token=t1"]).await;
        let text = answer.text();
        assert!(text.contains(" 200") && text.ends_with("Ada t2"), "{text}");
        let all = ["handler=1; Path=/", "status=200; Path=/", "token=t2; Path=/"];
        assert_eq!(lines(text), all, "{text}");

        let url = format!("http://{address}/?fails");
        let answer = support::curl_to(&url, version, &["-i", "-b", "token=t1"]).await;
        let text = answer.text();
        assert!(text.contains(" 503") && text.ends_with("no database"), "{text}");
        assert_eq!(lines(text), all, "an error of an axum handler keeps the cookies: {text}");

        let address = serve_router(server, app).await;
        let answer = curl(address, version, &["-i", "-b", "token=t1"]).await;
        assert!(answer.text().contains("KeepCookiesLayer"), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_middleware_run_by_hand_sees_the_response() {
    for fails in [false, true] {
        let mut request = request();
        let res = Response::<Middleware>::for_request(&request);
        let next = res.next_then(async move |mut answer: Response<Answered>| {
            let length = answer.headers().get_all("x-frame-options").iter().count();
            answer.set_cookie(cookie("fields", &length.to_string()))?;
            if fails { Err(PlainError) } else { Ok(answer) }
        });
        let Next::ContinueThen(then) = next else { unreachable!() };
        then.rewrite(&mut request);
        let response = Response::<Head>::for_request(&request)
            .with_header(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"))
            .send("page");
        let (status, body) = match then.merge(response).await {
            Ok(response) => {
                assert_eq!(set_cookies(response.headers()), ["fields=1; Path=/"]);
                (response.status(), response.into_body())
            }
            Err(response) => (response.status(), response.into_body()),
        };
        let expected = if fails { (502, "no database") } else { (200, "page") };
        let text = body.collect().await.unwrap().to_bytes();
        assert_eq!((status.as_u16(), &text[..]), (expected.0, expected.1.as_bytes()));
    }
}

/// A service of hyper and tower, without axum: a changed request, code after the handler, both ends.
#[tokio::test]
async fn without_axum_middleware_behaves_the_same() {
    let handler = service_fn(async |request: http::Request<hyper::body::Incoming>| {
        let User(name) = request.extensions().get().expect("the middleware has added the user");
        let country = request.headers()[COUNTRY].to_str().unwrap();
        let mut res = Response::<Head>::for_request(&request);
        res.set_cookie(cookie("handler", "1")).unwrap();
        let token = res.cookies().get("token").unwrap_or("none");
        let text = format!("{name} {country} {token}");
        Ok::<_, Infallible>(res.with_status(StatusCode::ACCEPTED).send(text))
    });
    let around = async |users: Users, mut res: Response<Middleware>| {
        let user = users.find("").await;
        let path = res.uri().path().to_owned();
        res.insert_request_extension(user).insert_request_header(COUNTRY, VALUE).unwrap();
        res.set_cookie(cookie("token", "t2"))?;
        if path == "/before" {
            return Err(PlainError);
        }
        Ok(res.next_then(async move |mut answer: Response<Answered>| {
            let status = answer.status().as_u16().to_string();
            answer.set_cookie(cookie("status", &status))?;
            if path == "/after" { Err(PlainError) } else { Ok(answer) }
        }))
    };
    let users = Users("Ada");
    let service = middleware_with_state(Matcher::everything(), users, around).layer(handler);
    for version in [support::Version::Http1, support::Version::Http2] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = service.clone();
        let each = move || hyper_util::service::TowerToHyperService::new(service.clone());
        tokio::spawn(support::serve_hyper(listener, each));
        let all = &["handler=1; Path=/", "status=202; Path=/", "token=t2; Path=/"][..];
        for (path, status, text, cookies) in [
            ("/", " 202", "Ada ch t2", all),
            ("/before", " 502", "no database", &all[2..]),
            ("/after", " 502", "no database", all),
        ] {
            let url = format!("http://{address}{path}");
            let answer = support::curl_to(&url, version, &["-i", "-b", "token=t1"]).await;
            let answered = answer.text();
            assert!(answered.contains(status) && answered.ends_with(text), "{answered}");
            assert_eq!(lines(answered), cookies, "{version:?} {path}: {answered}");
        }
    }
}

/// A rotated token is one line, even if the handler and the code after it set the token too.
#[tokio::test]
async fn each_cookie_has_one_set_cookie_and_the_last_writer_wins() {
    let layer = middleware(Matcher::everything(), async |mut res: Response<Middleware>| {
        res.set_cookie(cookie("token", "before")).unwrap();
        res.next_then(async |mut answer: Response<Answered>| {
            answer.set_cookie(cookie("token", "after")).unwrap();
            answer
        })
    });
    for handler in ["token=handler; Path=/", "token=handler; Path=/other", "other=1"] {
        let handler_of = move |_: http::Request<Empty<Bytes>>| async move {
            let mut response = http::Response::new(Empty::<Bytes>::new());
            response.headers_mut().append("set-cookie", HeaderValue::from_static(handler));
            Ok::<_, Infallible>(response)
        };
        let response =
            layer.clone().layer(service_fn(handler_of)).oneshot(request()).await.unwrap();
        let kept = if handler.ends_with("Path=/") { None } else { Some(handler) };
        let expected: Vec<_> = kept.into_iter().chain(["token=after; Path=/"]).collect();
        assert_eq!(set_cookies(response.headers()), expected);
    }
}
