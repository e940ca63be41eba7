//! axum takes the response as it is.

use axum::Router;
use headfirst_hosts::{address, answer};
use tokio::net::TcpListener;
use tower::service_fn;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new().fallback_service(service_fn(answer));
    axum::serve(TcpListener::bind(address()).await?, app).await
}
