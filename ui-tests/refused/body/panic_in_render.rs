// A page that is cut off ends with an error, so the transfer is aborted.

use headfirst::{Head, Response};
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let response = Response::<Head>::new().stream(async |mut page| {
        page.write("<ul><li>milk");
        let orders: Option<&str> = None;
        page.write(orders.expect("no database"));
    });
    let mut body = response.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "<ul><li>milk");
    let error = body.frame().await.unwrap().unwrap_err();
    assert!(error.is_panic());
    assert_eq!(error.to_string(), "the render function panicked: no database");
}
