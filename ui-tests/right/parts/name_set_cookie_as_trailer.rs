// A trailer is for values that are known only at the end and not needed before.

use headfirst::header::TrailerName;
use headfirst::{CookieDef, Head, Response, cookie_def, trailer_name};
use http::HeaderValue;
use http_body_util::BodyExt;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
const TIMING: TrailerName = trailer_name!("server-timing");

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut res = Response::<Head>::new();
    res.set_cookie(TOKEN.value("t2")).unwrap();
    let timing = res.declare_trailer(TIMING);
    let response = res.stream(async move |mut page| {
        page.write("<h1>Orders</h1>");
        page.send_trailer(timing, HeaderValue::from_static("db;dur=53"));
    });
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
    assert_eq!(response.headers()["trailer"], "server-timing");
    let body = response.into_body().collect().await.unwrap();
    assert_eq!(body.trailers().unwrap()["server-timing"], "db;dur=53");
}
