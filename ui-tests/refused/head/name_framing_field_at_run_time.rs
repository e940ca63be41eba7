// A length that contradicts the body splits the response.

use headfirst::header::ResponseHeaderName;
use http::header::CONTENT_LENGTH;

fn main() {
    let error = ResponseHeaderName::try_from(CONTENT_LENGTH).unwrap_err();
    assert_eq!(error.to_string(), "`content-length` cannot be set: it is managed by the server");
}
