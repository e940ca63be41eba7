//! A small site on axum that sends itself two requests.
//!
//! `cargo run` prints the address, logs in, and requests the page. It prints what arrives and when,
//! and then serves until Ctrl-C. The site is in `site.rs`.

mod sessions;
mod site;

use std::error::Error;
use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

/// Logs in like the form, and requests the page.
///
/// The request for the page has the cookie from the response to the login.
async fn visit(address: SocketAddr) -> Result<(), Box<dyn Error>> {
    let form = Request::post("/login")
        .header("origin", format!("http://{address}"))
        .header("content-type", "application/x-www-form-urlencoded");
    let response = send(address, form, "name=Ada").await?;
    println!("POST /login: {}", response.status());
    let cookie = sent_cookie(response.headers()).ok_or("no cookie")?;

    let start = Instant::now();
    let at = || start.elapsed().as_millis();
    let response = send(address, Request::get("/").header("cookie", cookie), "").await?;
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

async fn send(
    address: SocketAddr,
    request: http::request::Builder,
    content: &'static str,
) -> Result<Response<Incoming>, Box<dyn Error>> {
    let io = TokioIo::new(TcpStream::connect(address).await?);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await?;
    tokio::spawn(connection);
    let request = request.header("host", address.to_string());
    Ok(sender.send_request(request.body(Full::new(Bytes::from(content)))?).await?)
}

/// Returns the `name=value` pair of the cookie that was set.
fn sent_cookie(headers: &HeaderMap) -> Option<&str> {
    headers.get("set-cookie")?.to_str().ok()?.split(';').next()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    println!("serving http://{address}/");
    let server = axum::serve(listener, site::router()?).with_graceful_shutdown(async {
        // If there is no signal to wait for, the demo ends when its terminal is closed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    let server = tokio::spawn(server.into_future());
    visit(address).await?;
    println!("serving until Ctrl-C; open http://{address}/ in a browser");
    server.await??;
    Ok(())
}
