// There is one head and one body, so the same render function writes all of it.

use headfirst::{Head, Response};
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let response = Response::<Head>::new().stream(async |mut page| {
        page.write("<h1>Orders</h1>").await?;
        page.write("<p>three orders</p>").await
    });
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "<h1>Orders</h1><p>three orders</p>");
}
