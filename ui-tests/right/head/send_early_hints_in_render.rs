// Hints are headers of the head, and the shell is sent with it immediately, without a wait.

use headfirst::header::LINK;
use headfirst::{Head, Response};
use http::HeaderValue;
use http_body::Body as _;
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut shell = Response::<Head>::new().shell();
    shell.append_header(LINK, HeaderValue::from_static("</page.css>; rel=preload; as=style"));
    shell.write("<!doctype html><h1>Orders</h1>");
    let response = shell.stream(async |_page| std::future::pending::<()>().await);
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["link"], "</page.css>; rel=preload; as=style");
    let mut body = response.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "<!doctype html><h1>Orders</h1>");
    assert!(!body.is_end_stream());
}
