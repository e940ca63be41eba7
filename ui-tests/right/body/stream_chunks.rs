// `write_stream` writes the chunks of a stream into a page.

use bytes::Bytes;
use headfirst::{Head, Response};
use http_body_util::{BodyDataStream, BodyExt, Full};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let chunks = BodyDataStream::new(Full::<Bytes>::from("<h1>Orders</h1>"));
    let response = Response::<Head>::new().stream(async |mut page| page.write_stream(chunks).await);
    let page = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(page, "<h1>Orders</h1>");
}
