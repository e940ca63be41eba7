// The data that decides the status is looked up before the head is sent.

use headfirst::{Body, Head, Response};
use http::StatusCode;

async fn find(order: u32) -> Option<&'static str> {
    (order == 3).then_some("three apples")
}

async fn page(res: Response<Head>, order: u32) -> http::Response<Body> {
    let Some(order) = find(order).await else {
        return res.with_status(StatusCode::NOT_FOUND).send("no such order");
    };
    res.stream(async move |mut page| page.write(order).await)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    assert_eq!(page(Response::<Head>::new(), 3).await.status(), StatusCode::OK);
    assert_eq!(page(Response::<Head>::new(), 4).await.status(), StatusCode::NOT_FOUND);
}
