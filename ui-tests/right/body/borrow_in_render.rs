// A render function owns its data: it is moved in, or shared by an `Arc`.

use headfirst::{Head, Response};
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let title = String::from("Orders");
    let response = Response::<Head>::new().stream(async move |mut page| page.write(title).await);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "Orders");
}
