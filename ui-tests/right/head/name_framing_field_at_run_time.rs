// The headers of an upstream response are copied, except those that frame its body.

use headfirst::header::ResponseHeaderName;
use headfirst::{Head, Response};
use http::HeaderMap;

fn main() {
    let mut upstream = HeaderMap::new();
    upstream.insert("content-length", 999.into());
    upstream.insert("etag", "\"v1\"".parse().unwrap());

    let mut res = Response::<Head>::new();
    for (name, value) in &upstream {
        if let Ok(name) = ResponseHeaderName::try_from(name.clone()) {
            res.append_header(name, value.clone());
        }
    }
    let response = res.send("<h1>Orders</h1>");
    assert_eq!(response.headers()["etag"], "\"v1\"");
    assert_eq!(response.headers()["content-length"], "15");
}
