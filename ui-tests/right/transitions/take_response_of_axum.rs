// The response of axum has another name here.

use axum::response::{IntoResponse, Response as AxumResponse};
use headfirst::prelude::*;

async fn page(res: Response<Head>) -> http::Response<Body> {
    res.send("<h1>Orders</h1>")
}

async fn plain() -> AxumResponse {
    "ok".into_response()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    assert_eq!(page(Response::<Head>::new()).await.headers()["content-length"], "15");
    assert_eq!(plain().await.status(), 200);
}
