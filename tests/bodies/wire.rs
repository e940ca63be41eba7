//! Bytes on a socket: hyper and axum, HTTP/1.1 and HTTP/2, curl and hyper's client.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use headfirst::body::Disconnected;
use headfirst::header::CONTENT_TYPE;
use headfirst::middleware::{Matcher, middleware};
use headfirst::{Body, Head, Middleware, Response};
use http::{HeaderValue, Method, Request, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_util::service::TowerToHyperService;
use tokio::sync::{Notify, mpsc, oneshot};
use tower::Layer;

use crate::support::{
    EVERY, Server, Version, cookie, curl, fetch, serve, serve_hyper, set_cookies,
};

/// Serves `page` by each server and version, and passes each to `check`.
async fn in_every_way<F, C>(page: F, check: C)
where
    F: Fn(Response<Head>) -> http::Response<Body> + Clone + Send + Sync + 'static,
    C: AsyncFn(std::net::SocketAddr, Version, &str),
{
    for (server, version) in EVERY {
        let address = serve(server, page.clone()).await;
        check(address, version, &format!("{server:?} {version:?}")).await;
    }
}

/// The client lets the render function continue only when it has received the earlier bytes. So each
/// part was sent without waiting for the next.
#[tokio::test]
async fn the_head_arrives_before_the_render_ends_and_each_flush_before_the_next() {
    for (server, version) in EVERY {
        let (seen, client) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let gate = Arc::clone(&client);
        let ran = Arc::clone(&seen);
        let address = serve(server, move |res| {
            let (gate, ran) = (Arc::clone(&gate), Arc::clone(&ran));
            let mut shell = res.shell();
            shell.write("shell").set_cookie(cookie("token", "t2")).unwrap();
            shell.stream(move |mut page| async move {
                ran.notify_one();
                gate.notified().await;
                page.write("one ").write("two").flush().await?;
                gate.notified().await;
                page.write("three");
                Ok::<_, Disconnected>(())
            })
        })
        .await;
        let response = fetch(address, version, Method::GET).await;
        assert_eq!(response.status(), 200, "{server:?} {version:?}");
        assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);
        let mut body = response.into_body();
        for expected in ["shell", "one two", "three"] {
            let part = body.frame().await.unwrap().unwrap().into_data().unwrap();
            assert_eq!(part, expected, "{server:?} {version:?}");
            seen.notified().await;
            seen.notify_one();
            client.notify_one();
        }
        assert!(body.frame().await.is_none());
    }
}

/// Returns the header lines without the date and the framing, to compare two responses.
fn comparable(head: &str) -> Vec<&str> {
    let framing = ["date:", "transfer-encoding:"];
    let lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.filter(|line| !framing.iter().any(|name| line.starts_with(name))).collect()
}

#[tokio::test]
async fn head_equals_get_and_the_render_never_runs() {
    let html = HeaderValue::from_static("text/html");
    for streams in [false, true] {
        let runs = Arc::new(AtomicUsize::new(0));
        let (count, html) = (Arc::clone(&runs), html.clone());
        let page = move |res: Response<Head>| {
            let count = Arc::clone(&count);
            let res =
                res.with_cookie(cookie("a", "1")).unwrap().with_header(CONTENT_TYPE, html.clone());
            if !streams {
                return res.send("hello");
            }
            res.stream(|mut page| async move {
                count.fetch_add(1, Ordering::SeqCst);
                page.write("hello");
            })
        };
        in_every_way(page, async |address, version, way| {
            let before = runs.load(Ordering::SeqCst);
            let head = curl(address, version, &["--head"]).await;
            assert_eq!((head.exit, runs.load(Ordering::SeqCst)), (0, before), "{way}");
            let get = curl(address, version, &["-i"]).await;
            let (get, content) = get.text().split_once("\r\n\r\n").unwrap();
            assert_eq!(content, "hello", "{way}");
            assert_eq!(comparable(head.text()), comparable(get), "{way}");
            assert!(get.contains("set-cookie: a=1; Path=/"), "{way}");
            let length = get.contains("content-length: 5");
            assert_eq!(length, !streams, "{way}");
        })
        .await;
    }
}

#[tokio::test]
async fn statuses_without_content_have_no_body_and_no_length_on_the_wire() {
    for (status, exit) in [
        (204, Response::<Head>::no_content as fn(_) -> _),
        (304, Response::<Head>::not_modified),
        (204, |res: Response<Head>| res.with_status(StatusCode::NO_CONTENT).send("hello")),
        (304, |res: Response<Head>| res.with_status(StatusCode::NOT_MODIFIED).send("hello")),
        (204, |res: Response<Head>| {
            res.with_status(StatusCode::NO_CONTENT).stream(|mut page| async move {
                page.write("hello");
            })
        }),
    ] {
        let page = move |res: Response<Head>| exit(res.with_cookie(cookie("a", "1")).unwrap());
        in_every_way(page, async |address, version, way| {
            let answer = curl(address, version, &["-i"]).await;
            assert_eq!(answer.exit, 0, "{way}");
            let (head, content) = answer.text().split_once("\r\n\r\n").unwrap();
            assert!(head.split_whitespace().nth(1) == Some(&status.to_string()), "{way}: {head}");
            assert!(head.contains("set-cookie: a=1; Path=/"), "{way}: {head}");
            assert!(content.is_empty(), "{way}: {content}");
            for framing in ["content-length", "transfer-encoding"] {
                assert!(!head.contains(framing), "{way}: {head}");
            }
        })
        .await;
    }
}

/// The connection can be used again after 205, so its empty content was framed.
#[tokio::test]
async fn a_205_has_no_content_and_leaves_the_connection_usable() {
    let page = |res: Response<Head>| res.with_status(StatusCode::RESET_CONTENT).send("hello");
    for server in [Server::Hyper, Server::Axum] {
        let address = serve(server, page).await;
        let again = format!("http://{address}/");
        let answer = curl(address, Version::Http1, &["-w", "%{num_connects} ", &again]).await;
        assert_eq!((answer.exit, answer.text()), (0, "1 0 "), "{server:?}");
        let response = fetch(address, Version::Http2, Method::GET).await;
        assert_eq!(response.status(), 205);
        assert!(response.into_body().collect().await.unwrap().to_bytes().is_empty());
    }
}

#[tokio::test]
async fn an_error_or_panic_in_the_render_function_aborts_the_transfer() {
    for how in ["error", "panic", "panic of a thread that writes"] {
        let page = move |res: Response<Head>| {
            res.with_cookie(cookie("a", "1")).unwrap().stream(move |mut page| async move {
                page.write("<h1>Orders</h1>");
                if how != "error" {
                    let writer = std::thread::spawn(move || {
                        page.write("");
                        panic!("on purpose");
                    });
                    let ended = writer.join();
                    assert!(how != "panic", "{ended:?}");
                    return Ok(());
                }
                page.flush().await?;
                Err::<(), Box<dyn std::error::Error + Send + Sync>>("on purpose".into())
            })
        };
        in_every_way(page, async |address, version, way| {
            let answer = curl(address, version, &[]).await;
            assert!(answer.exit != 0, "{way}: a clean end");
            let response = fetch(address, version, Method::GET).await;
            assert_eq!(set_cookies(response.headers()), ["a=1; Path=/"], "{way}");
            let mut body = response.into_body();
            let end = loop {
                match body.frame().await {
                    Some(Ok(frame)) => assert_eq!(frame.into_data().unwrap(), "<h1>Orders</h1>"),
                    end => break end,
                }
            };
            assert!(end.is_some_and(|end| end.is_err()), "{way}: a clean end");
        })
        .await;
    }
}

#[tokio::test]
async fn a_disconnect_drops_the_render() {
    struct OnDrop(mpsc::UnboundedSender<()>);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }
    for waits in [false, true] {
        let (dropped, mut drops) = mpsc::unbounded_channel();
        let page = move |res: Response<Head>| {
            let guard = OnDrop(dropped.clone());
            res.stream(move |mut page| async move {
                let _guard = guard;
                page.write("<h1>Orders</h1>").flush().await?;
                if waits {
                    return std::future::pending::<Result<(), Disconnected>>().await;
                }
                loop {
                    page.write([b'x'; 1000].as_slice()).await?;
                }
            })
        };
        for (server, version) in EVERY {
            let address = serve(server, page.clone()).await;
            let mut response = fetch(address, version, Method::GET).await;
            assert!(response.body_mut().frame().await.unwrap().is_ok());
            drop(response);
            drops.recv().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_disconnect_stops_a_writing_task() {
    let (sender, mut stopped) = mpsc::unbounded_channel();
    let page = move |res: Response<Head>| {
        let sender = sender.clone();
        res.stream(move |mut page| async move {
            let task = tokio::spawn(async move {
                while page.write([b'x'; 1000].as_slice()).await.is_ok() {}
                sender.send(()).unwrap();
            });
            task.await
        })
    };
    for (server, version) in EVERY {
        let address = serve(server, page.clone()).await;
        let mut response = fetch(address, version, Method::GET).await;
        assert!(response.body_mut().frame().await.unwrap().is_ok());
        drop(response);
        stopped.recv().await.unwrap();
    }
}

/// The render function is not `Send`, and the runtime has one thread.
#[test]
fn a_local_render_is_served_by_a_single_threaded_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let page = |res: Response<Head>| {
            let title = std::rc::Rc::new("Orders");
            res.stream(headfirst::local(move |mut page| async move {
                tokio::task::yield_now().await;
                page.write(*title).flush().await
            }))
        };
        in_every_way(page, async |address, version, way| {
            let answer = curl(address, version, &[]).await;
            assert_eq!((answer.exit, answer.text()), (0, "Orders"), "{way}");
        })
        .await;
    });
}

/// HTTP/1.0 has no chunked coding: the end of the connection ends a body of unknown length.
#[tokio::test]
async fn an_http_1_0_client_gets_the_whole_page() {
    for server in [Server::Hyper, Server::Axum] {
        let address = serve(server, |res| {
            res.stream(|mut page| async move {
                page.write("<h1>").flush().await?;
                page.write("Orders").flush().await
            })
        })
        .await;
        let answer = curl(address, Version::Http1, &["--http1.0"]).await;
        assert_eq!((answer.exit, answer.text()), (0, "<h1>Orders"));
    }
}

/// The pages of many requests over one connection do not mix.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_pages_do_not_mix() {
    let next = Arc::new(AtomicUsize::new(0));
    for (server, version) in EVERY {
        let next = Arc::clone(&next);
        let address = serve(server, move |res| {
            let id = next.fetch_add(1, Ordering::SeqCst);
            res.stream(move |mut page| async move {
                for _ in 0..200 {
                    write!(page, "{id} ").unwrap();
                    tokio::task::yield_now().await;
                }
            })
        })
        .await;
        let pages = (0..20).map(|_| async move {
            let response = fetch(address, version, Method::GET).await;
            let text = response.into_body().collect().await.unwrap().to_bytes();
            let text = String::from_utf8(text.to_vec()).unwrap();
            let id = text.split(' ').next().unwrap();
            assert_eq!(text, format!("{id} ").repeat(200));
        });
        futures_util::future::join_all(pages).await;
    }
}

#[tokio::test]
async fn a_render_continues_in_a_task_on_another_thread() {
    let (sent, handle) = oneshot::channel();
    let writer = std::thread::spawn(move || {
        let mut page: Response<headfirst::Streaming> = handle.blocking_recv().unwrap();
        for line in 0..1000 {
            writeln!(page, "{line}").unwrap();
        }
    });
    let sent = std::sync::Mutex::new(Some(sent));
    let address = serve(Server::Axum, move |res| {
        let sent = sent.lock().unwrap().take().unwrap();
        res.stream(move |page| async move {
            sent.send(page).unwrap();
        })
    })
    .await;
    let answer = curl(address, Version::Http1, &[]).await;
    writer.join().unwrap();
    let expected: String = (0..1000).map(|line| format!("{line}\n")).collect();
    assert_eq!((answer.exit, answer.text()), (0, expected.as_str()));
}

/// The frames of a handler pass through the layer one by one, and its cookies are sent.
#[tokio::test]
async fn a_body_streams_through_a_middleware() {
    for version in [Version::Http1, Version::Http2] {
        let gate = Arc::new(tokio::sync::Semaphore::new(0));
        let held = Arc::clone(&gate);
        let handler = tower::service_fn(move |request: Request<Incoming>| {
            let gate = Arc::clone(&held);
            let res = Response::<Head>::for_request(&request);
            let token = res.cookies().get("token").unwrap_or("none").to_owned();
            let response = res.stream(async move |mut page| {
                page.write(token).flush().await?;
                drop(gate.acquire().await);
                page.write(" and the rest").flush().await
            });
            std::future::ready(Ok::<_, std::convert::Infallible>(response))
        });
        let rotate = |mut res: Response<Middleware>| {
            res.set_cookie(cookie("token", "t2")).unwrap();
            std::future::ready(res.next())
        };
        let service = middleware(Matcher::everything(), rotate).layer(handler);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve_hyper(listener, move || TowerToHyperService::new(service.clone())));
        let mut response = fetch(address, version, Method::GET).await;
        assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);
        let first = response.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(first, "t2", "while the page waits");
        gate.add_permits(1);
        let rest = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(rest, " and the rest");
    }
}
