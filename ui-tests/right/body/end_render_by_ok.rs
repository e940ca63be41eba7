// `RenderResult` is the result of render functions, and `?` converts any error to its error.

use headfirst::{Head, RenderResult, Response};
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let response = Response::<Head>::new().stream(async |mut page| {
        page.write("<h1>Orders</h1>").flush().await?;
        page.write(std::fs::read_to_string("/no/orders.html")?);
        RenderResult::Ok(())
    });
    let error = response.into_body().collect().await.unwrap_err();
    assert!(error.to_string().contains("No such file"), "{error}");
}
