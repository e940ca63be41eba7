// A header is set on the head, or on a shell that is not sent yet.

use headfirst::header::VARY;
use headfirst::{Head, Response};
use http::HeaderValue;

fn main() {
    let mut shell = Response::<Head>::new().shell();
    shell.write("<h1>Orders</h1>");
    shell.insert_header(VARY, HeaderValue::from_static("cookie"));
    let response = shell.stream(async |mut page| page.write("<p>three orders</p>").await);
    assert_eq!(response.headers()["vary"], "cookie");
}
