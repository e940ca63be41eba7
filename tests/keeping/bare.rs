//! Servers without tower, in which a function runs the handler.

use std::convert::Infallible;
use std::time::Duration;

use headfirst::cookie::CookieError;
use headfirst::{Body, Head, Response, keep_cookies};
use http::{Request, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use tokio::net::TcpListener;

use crate::support::{Version, cookie, serve_hyper};
use crate::{Got, TOKEN, rotate};

struct AppError(String);

impl From<CookieError> for AppError {
    fn from(error: CookieError) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for AppError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<AppError> for http::Response<Body> {
    fn from(AppError(text): AppError) -> Self {
        Response::<Head>::new().with_status(StatusCode::INTERNAL_SERVER_ERROR).send(text)
    }
}

type Answer = Result<http::Response<Body>, AppError>;

async fn fails(mut res: Response<Head>) -> Answer {
    res.set_cookie(cookie("token", "t2"))?;
    tokio::task::yield_now().await;
    Err(std::io::Error::other("gone"))?;
    Ok(res.no_content())
}

async fn hangs(mut res: Response<Head>) -> Answer {
    res.set_cookie(cookie("token", "t2"))?;
    std::future::pending().await
}

async fn page(request: Request<Incoming>) -> Answer {
    let mut res = Response::<Head>::for_request(&request);
    match request.uri().path() {
        "/fails" => fails(res).await,
        "/hangs" => tokio::time::timeout(Duration::from_millis(10), hangs(res))
            .await
            .unwrap_or_else(|_| Err(AppError(String::from("too slow")))),
        "/panics" => {
            let worker = tokio::spawn(async move {
                rotate(&mut res);
                panic!("in a task");
            });
            let _: Result<(), _> = worker.await;
            Err(AppError(String::from("panicked")))
        }
        "/inner" => Ok(keep_cookies(request, async |request: Request<Incoming>| {
            rotate(&mut Response::<Head>::for_request(&request));
            let _dropped = tokio::time::timeout(
                Duration::from_millis(10),
                keep_cookies(request, async |request: Request<Incoming>| {
                    let mut res = Response::<Head>::for_request(&request);
                    res.set_cookie(cookie("inner", "1")).unwrap();
                    std::future::pending::<()>().await;
                    res.no_content()
                }),
            )
            .await;
            Response::<Head>::new().send("nested")
        })
        .await),
        _ => {
            rotate(&mut res);
            Ok(Response::<Head>::for_request(&request).send("another"))
        }
    }
}

#[tokio::test]
async fn a_handler_of_hyper_loses_no_cookie() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_hyper(listener, || {
        service_fn(async |request: Request<Incoming>| {
            Ok::<_, Infallible>(keep_cookies(request, page).await)
        })
    }));
    for version in [Version::Http1, Version::Http2] {
        for (target, status, body, expected) in [
            ("/fails", 500, "gone", &[TOKEN][..]),
            ("/hangs", 500, "too slow", &[TOKEN]),
            ("/panics", 500, "panicked", &[TOKEN]),
            ("/inner", 200, "nested", &[TOKEN, "inner=1; Path=/"]),
            ("/", 200, "another", &[TOKEN]),
        ] {
            let got = Got::from(address, version, target).await;
            assert_eq!((got.status, got.body()), (status, body), "{version:?} {target}");
            assert_eq!(got.cookies(), expected, "{version:?} {target}");
        }
    }
}

/// The future is `Send` if that of the handler is.
#[test]
fn the_future_that_runs_a_handler_is_send() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&keep_cookies(Request::new(()), |request: Request<()>| async move {
        Response::<Head>::for_request(&request).no_content()
    }));
}
