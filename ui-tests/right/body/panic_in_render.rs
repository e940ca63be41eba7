// Code that may fail is a part with markup for its failure, and the page continues.

use headfirst::{Head, Response};
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let response = Response::<Head>::new().stream(async |mut page| {
        page.write("<ul>");
        page.part_or_else(
            async |mut list| {
                list.write("<li>milk");
                Err("no database")
            },
            |_error, list| {
                list.write("<li>and more, later");
            },
        );
        page.write("</ul>");
    });
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "<ul><li>milk<li>and more, later</ul>");
}
