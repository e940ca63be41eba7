//! warp takes the body as a stream, and then the head.

use headfirst_hosts::{address, answer};
use http::{HeaderMap, Method, Request};
use http_body_util::BodyExt;
use warp::path::FullPath;
use warp::{Filter, Reply};

async fn page(method: Method, path: FullPath, headers: HeaderMap) -> warp::reply::Response {
    let mut request = Request::new(());
    *request.method_mut() = method;
    *request.uri_mut() = path.as_str().parse().unwrap_or_default();
    *request.headers_mut() = headers;

    let Ok(response) = answer(request).await;
    let (head, body) = response.into_parts();
    let mut reply = warp::reply::stream(body.into_data_stream()).into_response();
    *reply.status_mut() = head.status;
    *reply.headers_mut() = head.headers;
    reply
}

#[tokio::main]
async fn main() {
    let head = warp::method().and(warp::path::full()).and(warp::header::headers_cloned());
    warp::serve(head.then(page)).run(address()).await;
}
