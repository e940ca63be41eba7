//! hyper takes the response as it is.

use headfirst_hosts::{address, answer};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind(address()).await?;
    loop {
        let (stream, _client) = listener.accept().await?;
        let connection =
            http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
        tokio::spawn(async {
            // An error is a client that has gone, or a page that has failed.
            let _ended = connection.await;
        });
    }
}
