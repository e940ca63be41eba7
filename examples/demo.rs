//! A page that rotates a token in its shell and then streams, served by axum.
//!
//! `cargo run --example demo` prints the address, visits itself once, prints what arrived and when,
//! and goes on serving until Ctrl-C.

use std::error::Error;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use headfirst::body::Disconnected;
use headfirst::cookie::CookieError;
use headfirst::header::CONTENT_TYPE;
use headfirst::{Body, CookieDef, CookiesOpen, Head, Response, Streaming, cookie_def};
use http::{HeaderValue, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

/// Sent over plain HTTP too, as this server speaks nothing else.
const TOKEN: CookieDef = cookie_def!(CookieDef::plain("token").insecure());

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Sets the token that follows the one the client has. Where the head may have left, a call of this
/// does not compile.
fn rotate<P: CookiesOpen>(res: &mut Response<P>) -> Result<(), CookieError> {
    let generation = res.cookies().get(&TOKEN).and_then(|token| token.strip_prefix('t'));
    let next = generation.and_then(|n| n.parse::<u32>().ok()).unwrap_or(0).wrapping_add(1);
    res.set_cookie(TOKEN.value(&format!("t{next}")))?;
    Ok(())
}

async fn page(res: Response<Head>) -> http::Response<Body> {
    let mut shell = res.with_header(CONTENT_TYPE, HTML).shell();
    shell.write("<!doctype html><title>Orders</title><h1>Orders</h1>");
    if let Err(error) = rotate(&mut shell) {
        let head = shell.discard();
        return head.with_status(StatusCode::INTERNAL_SERVER_ERROR).send(error.to_string());
    }
    shell.stream(orders)
}

/// The slow part. The cookies are those that were sent.
async fn orders(mut page: Response<Streaming>) -> Result<(), Disconnected> {
    let token = page.cookies().get(&TOKEN).unwrap_or("none").to_owned();
    page.write("<p>Your token is now ").write(token).write(".</p><ul>").await?;
    for order in 1..=3 {
        tokio::time::sleep(Duration::from_millis(300)).await;
        page.write(format!("<li>order {order}</li>")).flush().await?;
    }
    page.write("</ul>").flush().await
}

/// Asks for the page as a browser would that has the token `t1`, and prints what arrives.
async fn visit(address: SocketAddr) -> Result<(), Box<dyn Error>> {
    let io = TokioIo::new(TcpStream::connect(address).await?);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await?;
    tokio::spawn(connection);
    let request = http::Request::get("/").header("host", "localhost").header("cookie", "token=t1");
    let start = Instant::now();
    let response = sender.send_request(request.body(Empty::<Bytes>::new())?).await?;
    let at = || start.elapsed().as_millis();
    println!("{:>5} ms  {:?} {}", at(), response.version(), response.status());
    for (name, value) in response.headers() {
        println!("{:>5} ms  {name}: {}", at(), value.to_str()?);
    }
    let mut body = response.into_body();
    while let Some(frame) = body.frame().await {
        if let Ok(chunk) = frame?.into_data() {
            println!("{:>5} ms  {}", at(), String::from_utf8_lossy(&chunk));
        }
    }
    println!("{:>5} ms  the end", at());
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    println!("serving http://{address}/");
    let router = Router::new().route("/", get(page));
    let server = axum::serve(listener, router).with_graceful_shutdown(async {
        // Without a signal to wait for, the demo ends when its terminal does.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    let server = tokio::spawn(server.into_future());
    visit(address).await?;
    println!("serving until Ctrl-C; try  curl -iN -b token=t7 http://{address}/");
    server.await??;
    Ok(())
}
