//! The page on rocket.
//!
//! rocket has the types of http 0.2 and headers of text, so both heads are copied. It reads the body.

use std::io;

use futures_util::TryStreamExt;
use headfirst_hosts::{address, answer};
use http_body_util::BodyExt;
use rocket::http::{Method, Status};
use rocket::route::{Handler, Outcome, Route};
use rocket::{Config, Data, Request, Response};
use tokio_util::io::StreamReader;

#[derive(Clone)]
struct Page;

#[rocket::async_trait]
impl Handler for Page {
    async fn handle<'r>(&self, incoming: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let mut request = http::Request::builder()
            .method(incoming.method().as_str())
            .uri(incoming.uri().to_string());
        for header in incoming.headers().iter() {
            request = request.header(header.name().as_str(), header.value());
        }
        let Ok(request) = request.body(()) else {
            return Outcome::forward(data, Status::BadRequest);
        };

        let Ok(response) = answer(request).await;
        let (head, body) = response.into_parts();
        let mut outgoing = Response::new();
        outgoing.set_status(Status::new(head.status.as_u16()));
        for (name, value) in &head.headers {
            // What is not UTF-8 has no form in rocket.
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            outgoing.adjoin_raw_header(name.to_string(), value);
        }
        outgoing.set_streamed_body(StreamReader::new(
            body.into_data_stream().map_err(io::Error::other),
        ));
        Outcome::Success(outgoing)
    }
}

#[rocket::main]
async fn main() -> Result<(), Box<rocket::Error>> {
    let address = address();
    let config = Config { address: address.ip(), port: address.port(), ..Config::default() };
    let routes =
        [Route::new(Method::Get, "/<path..>", Page), Route::new(Method::Post, "/<path..>", Page)];
    rocket::custom(config).mount("/", routes).launch().await.map_err(Box::new)?;
    Ok(())
}
