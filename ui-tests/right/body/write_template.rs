// A template is formatted into the page, without a copy, and `?` returns its error.

use std::fmt;

use headfirst::{Head, RenderResult, Response};
use http_body_util::BodyExt;

struct Order(u32);

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<li>{} pieces</li>", self.0)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let response = Response::<Head>::new().stream(async |mut page| {
        write!(page, "<ul>{}{}</ul>", Order(3), Order(4))?;
        RenderResult::Ok(())
    });
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "<ul><li>3 pieces</li><li>4 pieces</li></ul>");
}
