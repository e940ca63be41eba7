//! Lost cookies are reported, and nothing else is.

use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex, Once, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use headfirst::cookie::{Lost, on_lost};
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::{Head, Middleware, Next, Response, keep_cookies};
use http::Request;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tower::{Layer, ServiceExt};

use crate::support::{EVERY, at_head, cookie, serve_router};

/// The names of the cookies that were lost in this process.
fn lost() -> &'static Mutex<Vec<String>> {
    static NAMES: OnceLock<Mutex<Vec<String>>> = OnceLock::new();
    static HOOK: Once = Once::new();
    let names = NAMES.get_or_init(Mutex::default);
    HOOK.call_once(|| {
        on_lost(|lost: &Lost| {
            let mut names = NAMES.get().unwrap().lock().unwrap();
            names.extend(lost.names().map(str::to_owned));
        });
    });
    names
}

fn is_lost(name: &str) -> bool {
    lost().lock().unwrap().iter().any(|lost| lost == name)
}

#[test]
fn a_dropped_response_created_by_hand_is_reported() {
    assert!(!is_lost("by-hand"));
    let with = |name: &str| at_head().with_cookie(cookie(name, "secret")).unwrap();
    drop(with("by-hand"));
    assert!(is_lost("by-hand"));
    let request = Request::new(());
    let mut before = Response::<Middleware>::for_request(&request);
    before.set_cookie(cookie("by-hand-before", "1")).unwrap();
    drop(before.next());
    assert!(is_lost("by-hand-before"));
    // A response that is sent, has no cookies, or drops them on purpose is not reported.
    drop(with("sent").send(""));
    drop(with("streamed").stream(async |_page| {}));
    drop(with("shell").shell().discard().no_content());
    with("on-purpose").drop_with_cookies();
    drop(at_head());
    let mut merged = Response::<Middleware>::for_request(&request);
    merged.set_cookie(cookie("merged", "1")).unwrap();
    let Next::Continue(pending) = merged.next() else { unreachable!() };
    pending.merge(&mut http::Response::new(()));
    for name in ["sent", "streamed", "shell", "on-purpose", "merged"] {
        assert!(!is_lost(name), "{name}");
    }
}

/// A panic in the hook propagates from the drop of the response, unless the thread is panicking.
#[test]
fn a_response_dropped_by_a_panic_is_reported() {
    lost();
    let panicked = std::panic::catch_unwind(|| {
        let _res = at_head().with_cookie(cookie("by-panic", "1")).unwrap();
        panic!("in the handler");
    });
    assert!(panicked.is_err() && is_lost("by-panic"));
}

/// The text that a `tracing` subscriber receives.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::Write::write(&mut *self.0.lock().unwrap(), bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_warning_contains_the_names_but_not_the_values() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
    tracing::subscriber::with_default(subscriber, || {
        drop(at_head().with_cookie(cookie("warned", "secret")).unwrap());
    });
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("WARN") && text.contains("warned"), "{text}");
    assert!(text.contains("`KeepCookiesLayer`") && !text.contains("secret"), "{text}");
}

/// After the final response was sent, a spawned task is too late.
#[tokio::test]
async fn cookies_set_after_the_final_response_are_reported() {
    lost();
    let mut late = None;
    let answer = keep_cookies(Request::new(()), async |request: Request<()>| {
        let mut res = Response::<Head>::for_request(&request);
        res.set_cookie(cookie("too-late", "1")).unwrap();
        late = Some(res);
        Response::<Head>::new().send("")
    })
    .await;
    assert!(!answer.headers().contains_key("set-cookie") && !is_lost("too-late"));
    drop(late);
    assert!(is_lost("too-late"));
    // An `Err` without a keeping layer outside it becomes no response.
    let fails = tower::service_fn(async |request: Request<()>| {
        Response::<Head>::for_request(&request).set_cookie(cookie("by-err", "1")).unwrap();
        Err::<http::Response<()>, _>("no database")
    });
    let service = KeepCookiesLayer::new().layer(fails);
    service.oneshot(Request::new(())).await.unwrap_err();
    assert!(is_lost("by-err"));
}

/// A client that has disconnected receives nothing, and nothing is reported.
#[tokio::test]
async fn a_disconnected_client_loses_no_cookie() {
    lost();
    let (begun, ended) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    struct Ends(Arc<Notify>);
    impl Drop for Ends {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let (begins, ends) = (Arc::clone(&begun), Arc::clone(&ended));
    let hangs = async move |mut res: Response<Head>| {
        let _ends = Ends(Arc::clone(&ends));
        res.set_cookie(cookie("of-handler", "1")).unwrap();
        begins.notify_one();
        std::future::pending::<()>().await;
        res.send("never")
    };
    let rotating = |mut res: Response<Middleware>| async move {
        res.set_cookie(cookie("of-middleware", "1")).unwrap();
        res.next()
    };
    let routes =
        Router::new().route("/", get(hangs)).layer(middleware(Matcher::everything(), rotating));
    for app in [routes.clone(), routes.layer(KeepCookiesLayer::new())] {
        for (server, _) in EVERY {
            let address = serve_router(server, app.clone()).await;
            let mut client = TcpStream::connect(address).await.unwrap();
            let mut request = String::new();
            write!(request, "GET / HTTP/1.1\r\nhost: {address}\r\n\r\n").unwrap();
            client.write_all(request.as_bytes()).await.unwrap();
            begun.notified().await;
            drop(client);
            tokio::time::timeout(Duration::from_secs(20), ended.notified()).await.unwrap();
        }
    }
    assert!(!is_lost("of-handler") && !is_lost("of-middleware"));
}
