//! The program of the README, which serves a page until it is stopped.

use axum::{Router, http, routing::get};
use headfirst::prelude::*;

const VISITS: CookieDef<u32> = cookie_def!(CookieDef::new("visits"));

async fn page(mut res: Response<Head>) -> Result<http::Response<Body>, CookieError> {
    let visits = res.cookies().get(&VISITS).unwrap_or(0).saturating_add(1);
    res.set_html(); // `Content-Type: text/html; charset=utf-8`
    let mut shell = res.shell();
    shell.write("<!doctype html><h1>Orders</h1>"); // buffered: the head can still be changed
    let shell = shell.with_cookie(VISITS.value(visits))?; // so this cookie is sent
    Ok(shell.stream(async move |mut page| {
        page.write(format!("<p>Visit {visits}</p>")); // sent after the head
        page.flush().await
    }))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new().route("/", get(page)).layer(KeepCookiesLayer::new());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, app).await
}
