//! A shop on axum: a login, a dashboard that streams, an API, a file, events, and layers around them.
//!
//! `cargo run --example shop` serves it until Ctrl-C; log in as `ada`, with the password `lovelace`. The pages
//! are in `app.rs`, the API is in `api.rs`, and `tests.rs` tests them by oneshot.

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
    // With a new key, the sessions of an earlier run are not read. A real shop configures its key.
    let shop = app::Shop::new("/", Key::generate())?;
    axum::serve(listener, app::router(shop)?).await?;
    Ok(())
}
