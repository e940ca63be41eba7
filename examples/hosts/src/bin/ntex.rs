//! The page on ntex.
//!
//! ntex has its own types of headers and bytes, so the heads and each chunk of the body are copied.

use futures_util::TryStreamExt;
use headfirst_hosts::{address, answer};
use http_body_util::BodyExt;
use ntex::util::Bytes;
use ntex::web::{self, App, HttpRequest, HttpResponse, HttpServer};

async fn page(incoming: HttpRequest) -> HttpResponse {
    let mut request = http::Request::new(());
    *request.method_mut() = incoming.method().clone();
    *request.uri_mut() = incoming.uri().to_string().parse().unwrap_or_default();
    for (name, value) in incoming.headers() {
        if let Ok(value) = http::HeaderValue::from_bytes(value.as_bytes()) {
            request.headers_mut().append(name, value);
        }
    }

    let Ok(response) = answer(request).await;
    let (head, body) = response.into_parts();
    let mut outgoing = HttpResponse::build(head.status);
    for (name, value) in &head.headers {
        outgoing.header(name, value);
    }
    let chunks = body.into_data_stream();
    outgoing.streaming(chunks.map_ok(|chunk| Bytes::copy_from_slice(&chunk)))
}

#[ntex::main]
async fn main() -> std::io::Result<()> {
    let app = async || App::new().default_service(web::to(page));
    HttpServer::new(app).bind(address())?.run().await
}
