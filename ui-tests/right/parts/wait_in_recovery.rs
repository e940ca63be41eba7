// What the recovery shows is loaded before the boundary is opened.

use headfirst::{Head, Response};
use http_body_util::BodyExt;

async fn contact() -> String {
    "<p>Call 555-0100.</p>".to_owned()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let response = Response::<Head>::new().stream(async |mut page| {
        let contact = contact().await;
        page.part_or_else(
            async |_part| Err("no orders"),
            move |_error, part| {
                part.write(contact);
            },
        );
    });
    let page = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(page, "<p>Call 555-0100.</p>");
}
