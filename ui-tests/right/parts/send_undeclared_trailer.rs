// The head declares the trailer, and the render function sends it.

use headfirst::header::TrailerName;
use headfirst::{Head, Response, trailer_name};
use http::HeaderValue;
use http_body_util::BodyExt;

const TIMING: TrailerName = trailer_name!("server-timing");

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut res = Response::<Head>::new();
    let timing = res.declare_trailer(TIMING);
    let response = res.stream(async move |mut page| {
        page.send_trailer(timing, HeaderValue::from_static("db;dur=53"));
    });
    assert_eq!(response.headers()["trailer"], "server-timing");
    let body = response.into_body().collect().await.unwrap();
    assert_eq!(body.trailers().unwrap()["server-timing"], "db;dur=53");
}
