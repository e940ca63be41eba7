// A header is set by its name, and a whole map is taken over with a check.

use headfirst::header::ResponseHeaderName;
use headfirst::{Head, Response, header_value, response_header_name};
use http::{HeaderMap, HeaderValue};

const TEAM: ResponseHeaderName = response_header_name!("x-team");

fn main() {
    let mut res = Response::<Head>::new();
    res.insert_header(TEAM, header_value!("orders"));

    let mut upstream = HeaderMap::new();
    upstream.insert("x-cache", HeaderValue::from_static("hit"));
    res.extend_headers(upstream).unwrap();

    let response = res.no_content();
    assert_eq!(response.headers()["x-team"], "orders");
    assert_eq!(response.headers()["x-cache"], "hit");
}
