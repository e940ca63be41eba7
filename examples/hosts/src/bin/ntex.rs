//! ntex has headers of its own, so both heads are copied; it takes the body as a stream.

use headfirst_hosts::{address, answer};
use http_body_util::BodyExt;
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
    outgoing.streaming(body.into_data_stream())
}

#[ntex::main]
async fn main() -> std::io::Result<()> {
    let app = async |_| App::new().default_service(web::to(page));
    HttpServer::new(app).bind(address())?.run().await
}
