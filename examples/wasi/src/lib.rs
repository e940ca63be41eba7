//! The page of the demo as a component of WASI HTTP 0.2.

#[path = "../../demo/pages.rs"]
mod pages;

use std::convert::Infallible;
use std::time::Duration;

use headfirst::cookie::CookieError;
use headfirst::middleware::{Matcher, middleware};
use headfirst::{Head, Middleware, Next, Response};
use pages::{TOKEN, User};
use tower::{Layer, ServiceExt, service_fn};
use wstd::http::{Body, Error, Request, StatusCode};

const LINKS: &str = "";

#[wstd::http_server]
async fn main(request: Request<Body>) -> Result<wstd::http::Response<Body>, Error> {
    let site = service_fn(async |request: Request<Body>| {
        Ok::<_, Infallible>(match request.uri().path() {
            "/broken" => broken(&request),
            _ => home(&request),
        })
    });
    let rotation = middleware(Matcher::paths(["/"])?, rotate);
    let Ok(response) = rotation.layer(site).oneshot(request).await;
    Ok(response.map(Body::from_http_body))
}

/// Counts visits in the token. Every client is Ada.
async fn rotate(mut res: Response<Middleware>) -> Result<Next, CookieError> {
    if let Some(token) = res.cookies().get(&TOKEN) {
        let visits = token.parse().unwrap_or(0_u64).wrapping_add(1);
        res.set_cookie(TOKEN.value(visits.to_string()))?;
        res.insert_request_extension(User { name: String::from("Ada") });
    }
    Ok(res.next())
}

fn home(request: &Request<Body>) -> http::Response<headfirst::Body> {
    let res = Response::<Head>::for_request(request);
    pages::home(request.extensions().get(), res).unwrap_or_else(|error| {
        let res = Response::<Head>::new().with_status(StatusCode::INTERNAL_SERVER_ERROR);
        res.send(error.to_string())
    })
}

/// Fails after its head was sent.
fn broken(request: &Request<Body>) -> http::Response<headfirst::Body> {
    Response::<Head>::for_request(request).stream(async |mut page| {
        page.write("<h1>Broken</h1>").flush().await?;
        sleep(Duration::from_millis(100)).await;
        Err::<(), Error>(Error::msg("the database is gone"))
    })
}

async fn sleep(duration: Duration) {
    wstd::task::sleep(duration.into()).await;
}
