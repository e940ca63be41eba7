// A constant of this crate is not a reserved name; one of the http crate is checked when it is set.

use headfirst::header::{CONTENT_TYPE, HeaderError, content_type};
use headfirst::{Body, Head, Response};
use http::header::ETAG;

fn styles(res: Response<Head>) -> Result<http::Response<Body>, HeaderError> {
    let res = res.with_header(CONTENT_TYPE, content_type::TEXT_CSS_UTF_8);
    Ok(res.try_with_header(ETAG, "\"7\"")?.send("body { margin: 0 }"))
}

fn main() {
    let response = styles(Response::<Head>::new()).unwrap();
    assert_eq!(response.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
    assert_eq!(response.headers()[ETAG], "\"7\"");
}
