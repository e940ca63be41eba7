//! A shop on axum: a login, a streaming dashboard, an API, a file, events, and layers.
//!
//! `cargo run --example shop` serves the shop until Ctrl-C. Log in as `ada`, with the password
//! `lovelace`. The pages are in `app.rs`, and the API is in `api.rs`. The tests in `tests.rs` send
//! requests with `oneshot`.

mod api;
mod app;
#[cfg(test)]
mod tests;

use std::error::Error;

use headfirst::cookie::Key;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().init();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("serving http://{}/", listener.local_addr()?);
    // Sessions of an earlier run cannot be read with a new key. A real shop configures its key.
    let shop = app::Shop::new("/", Key::generate())?;
    axum::serve(listener, app::router(shop)?).await?;
    Ok(())
}
