// After the status was sent, a page redirects by its markup.

use headfirst::{Head, Response};
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut res = Response::<Head>::new();
    let html = res.set_html();
    let response = res.stream(async move |mut page| {
        let inside = html.clone();
        page.boundary(&html, "Loading", async move |mut part| {
            part.write_meta_refresh(&inside, "/login");
        });
    });
    assert_eq!(response.status(), 200);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let body = std::str::from_utf8(&body).unwrap();
    assert!(body.contains(r#"<meta http-equiv="refresh" content="0;url=/login">"#));
}
