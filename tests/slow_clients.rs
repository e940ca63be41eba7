//! Many concurrent clients. There is one test, because it reads the memory of its process.

mod support;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use headfirst::{Head, Html, Response, Streaming};
use http::{Method, Request};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use support::{Version, fetch, serve_hyper};
use tokio::net::TcpSocket;

const CLIENTS: usize = 500;
/// Bytes of a page: far more than socket buffers hold.
const SIZE: usize = 64 << 20;

/// Counters of the server, for all pages.
#[derive(Default)]
struct Counts {
    written: AtomicUsize,
    /// Pages and boundaries that have started and were not dropped.
    alive: AtomicUsize,
}

struct Alive(Arc<Counts>);

impl Alive {
    fn new(counts: &Arc<Counts>) -> Self {
        counts.alive.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(counts))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A long page with four boundaries.
async fn page(mut page: Response<Streaming>, html: Html, counts: Arc<Counts>) {
    let _alive = Alive::new(&counts);
    for _ in 0..4 {
        let alive = Alive::new(&counts);
        page.boundary(&html, "wait", async move |mut part| {
            let _alive = alive;
            tokio::task::yield_now().await;
            part.write("done");
        });
    }
    for _ in 0..SIZE / 1024 {
        if page.write([b'x'; 1024].as_slice()).await.is_err() {
            return;
        }
        counts.written.fetch_add(1024, Ordering::Relaxed);
    }
}

async fn server(counts: &Arc<Counts>) -> SocketAddr {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    // All clients connect at once. The kernel resets some connections that overflow the queue.
    let listener = socket.listen(2 * CLIENTS as u32).unwrap();
    let address = listener.local_addr().unwrap();
    let counts = Arc::clone(counts);
    tokio::spawn(serve_hyper(listener, move || {
        let counts = Arc::clone(&counts);
        service_fn(move |request: Request<Incoming>| {
            let mut res = Response::<Head>::for_request(&request);
            let (html, counts) = (res.set_html(), Arc::clone(&counts));
            let response = res.stream(move |streaming| page(streaming, html, counts));
            std::future::ready(Ok::<_, Infallible>(response))
        })
    }));
    address
}

/// Starts clients that read one frame of the page, and no more.
async fn visit(address: SocketAddr) -> Vec<http::Response<Incoming>> {
    let client = |number: usize| async move {
        let version = if number % 2 == 0 { Version::Http1 } else { Version::Http2 };
        let mut response = fetch(address, version, Method::GET).await;
        let first = response.frame().await.unwrap().unwrap().into_data().unwrap();
        assert!(first.starts_with(b"<template id="));
        response
    };
    futures_util::future::join_all((0..CLIENTS).map(client)).await
}

/// Waits until the server stops writing.
async fn settle(counts: &Counts) {
    let mut before = usize::MAX;
    loop {
        let now = counts.written.load(Ordering::Relaxed);
        if now == before {
            return;
        }
        before = now;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Returns the current memory of this process: `VmRSS` of `proc_pid_status(5)`.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(not(target_os = "linux"), ignore = "the memory is read from /proc")]
async fn five_hundred_slow_clients_buffer_only_ready_frames_and_free_them_on_disconnect() {
    let counts = Arc::new(Counts::default());
    let address = server(&counts).await;
    for storm in 0..3 {
        let before = memory();
        let clients = visit(address).await;
        settle(&counts).await;
        let growth = memory().saturating_sub(before);
        println!("storm {storm}: {} KiB of growth", growth / 1024);
        // Both ends of each connection are in this process, each with its buffers. An HTTP/2 client has a
        // window of 2 MiB. All pages together are 32 GiB.
        assert!(growth < CLIENTS << 21, "{growth} bytes of growth");
        let alive = counts.alive.load(Ordering::Relaxed);
        assert!(alive >= CLIENTS, "{alive}: every page waits for its client");
        drop(clients);
        let gone = async {
            while counts.alive.load(Ordering::Relaxed) > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), gone).await.expect("every page is dropped");
    }
}
