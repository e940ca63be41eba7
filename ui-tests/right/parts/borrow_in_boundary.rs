// `move` moves the data into the boundary; shared data is in an `Arc`.

use std::sync::Arc;

use headfirst::{Head, Response};
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut res = Response::<Head>::new();
    let html = res.set_html();
    let response = res.stream(async move |mut page| {
        let title: Arc<str> = "Orders".into();
        let shown = Arc::clone(&title);
        page.boundary(&html, "Loading", async move |mut orders| {
            orders.write(&*shown);
        });
        page.write(&*title);
    });
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(String::from_utf8_lossy(&body).matches("Orders").count(), 2);
}
