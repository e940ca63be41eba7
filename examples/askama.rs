//! Templates of askama, rendered into the shell and into a part.
//!
//! `cargo run --example askama` prints the head and the body.

use std::error::Error;
use std::time::Duration;

use askama::Template;
use headfirst::{Body, Head, Response};
use http::StatusCode;
use http_body_util::BodyExt;

#[derive(Template)]
#[template(source = "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>", ext = "html")]
struct Heading<'a> {
    title: &'a str,
}

#[derive(Template)]
#[template(
    source = "<ul>{% for order in orders %}<li>{{ order }}</li>{% endfor %}</ul>",
    ext = "html"
)]
struct Orders {
    orders: Vec<&'static str>,
}

async fn orders() -> Orders {
    tokio::time::sleep(Duration::from_millis(300)).await;
    Orders { orders: vec!["milk & honey", "bread"] }
}

fn page(mut res: Response<Head>) -> http::Response<Body> {
    res.set_html();
    let mut shell = res.shell();
    if let Err(error) = (Heading { title: "Orders" }).render_into(&mut shell) {
        eprintln!("the heading failed: {error}");
        let head = shell.discard();
        return head.with_status(StatusCode::INTERNAL_SERVER_ERROR).send("Sorry, that went wrong.");
    }
    shell.stream(async |mut page| {
        page.part(async |mut part| orders().await.render_into(&mut part));
        page.write("<footer>That is all.</footer>");
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
