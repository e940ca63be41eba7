//! Markup of maud in a shell, in a boundary and in its fallback.
//!
//! `cargo run --example maud` prints the head and the body.

use std::error::Error;
use std::time::Duration;

use headfirst::{Body, Head, Response};
use http_body_util::BodyExt;
use maud::{DOCTYPE, Markup, html};

fn heading(title: &str) -> Markup {
    html! { (DOCTYPE) title { (title) } h1 { (title) } }
}

async fn orders() -> Markup {
    tokio::time::sleep(Duration::from_millis(300)).await;
    html! { ul { @for order in ["milk & honey", "bread"] { li { (order) } } } }
}

fn page(mut res: Response<Head>) -> http::Response<Body> {
    let html = res.set_html();
    let mut shell = res.shell();
    shell.write(heading("Orders"));
    shell.stream(async move |mut page| {
        page.boundary(&html, html! { p { "Loading…" } }, async |mut part| {
            part.write(orders().await);
        });
        page.write(html! { footer { "That is all." } });
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (head, mut body) = page(Response::new()).into_parts();
    println!("{} {:?}", head.status, head.headers);
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            println!("{}", String::from_utf8_lossy(&data));
        }
    }
    Ok(())
}
