// `move` moves the data into the render function.

use headfirst::{Body, Head, Response};
use http_body_util::BodyExt;

fn page(res: Response<Head>, title: String) -> http::Response<Body> {
    res.stream(async move |mut page| page.write(&title).flush().await)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let response = page(Response::<Head>::new(), String::from("Orders"));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "Orders");
}
