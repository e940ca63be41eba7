//! poem takes a service of tower by its feature `tower-compat`.

use headfirst_hosts::{address, answer};
use poem::endpoint::TowerCompatExt;
use poem::listener::TcpListener;
use poem::{Route, Server};
use tower::service_fn;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Route::new().nest_no_strip("/", service_fn(answer).compat());
    Server::new(TcpListener::bind(address())).run(app).await
}
