// `no_content` takes no body, and a 204 that is set by hand sends no body.

use headfirst::{Head, Response};
use http::StatusCode;
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let by_exit = Response::<Head>::new().no_content();
    let by_hand = Response::<Head>::new().with_status(StatusCode::NO_CONTENT).send("done");
    for response in [by_exit, by_hand] {
        assert_eq!(response.status(), 204);
        assert!(!response.headers().contains_key("content-length"));
        assert!(response.into_body().collect().await.unwrap().to_bytes().is_empty());
    }
}
