// `RenderResult` has an error to which `?` converts every other one.

use headfirst::{Head, RenderResult, Response};
use http_body_util::BodyExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let response = Response::<Head>::new().stream(async |mut page| {
        let orders = std::fs::read_to_string("/no/orders.html")?;
        page.write(orders).flush().await?;
        RenderResult::Ok(())
    });
    let error = response.into_body().collect().await.unwrap_err();
    assert!(error.to_string().contains("No such file"), "{error}");
}
