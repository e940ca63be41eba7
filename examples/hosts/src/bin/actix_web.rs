//! The page on actix-web.
//!
//! actix-web has the types of http 0.2, so both heads are copied. It takes the body as a stream.

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use headfirst_hosts::{address, answer};
use http_body_util::BodyExt;

async fn page(incoming: HttpRequest) -> Result<HttpResponse, Box<dyn std::error::Error>> {
    let mut request =
        http::Request::builder().method(incoming.method().as_str()).uri(incoming.uri().to_string());
    for (name, value) in incoming.headers() {
        request = request.header(name.as_str(), value.as_bytes());
    }

    let Ok(response) = answer(request.body(())?).await;
    let (head, body) = response.into_parts();
    let mut outgoing = HttpResponse::build(StatusCode::from_u16(head.status.as_u16())?);
    for (name, value) in &head.headers {
        outgoing.append_header((name.as_str(), value.as_bytes()));
    }
    Ok(outgoing.streaming(body.into_data_stream()))
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    HttpServer::new(|| App::new().default_service(web::to(page))).bind(address())?.run().await
}
