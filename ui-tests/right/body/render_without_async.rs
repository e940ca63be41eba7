// An async closure can wait for data and for the client.

use headfirst::{Head, Response};
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let response = Response::<Head>::new().stream(async |mut page| {
        page.write("<h1>Orders</h1>");
    });
    let page = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(page, "<h1>Orders</h1>");
}
