// The method that sends the body also sets its length.

use headfirst::{Head, Response};

fn main() {
    let known = Response::<Head>::new().send("<h1>Orders</h1>");
    assert_eq!(known.headers()["content-length"], "15");
    let streamed = Response::<Head>::new().stream(async |mut page| page.write("Orders").await);
    assert!(!streamed.headers().contains_key("content-length"));
}
