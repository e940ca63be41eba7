//! The site that each of these hosts serves. The code for a host is in its file in `src/bin`.

use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use headfirst::cookie::CookieError;
use headfirst::header::TrailerName;
use headfirst::middleware::{LayeredBody, Matcher, middleware};
use headfirst::{Body, CookieDef, Head, Middleware, Next, Response, cookie_def, trailer_name};
use http::{HeaderValue, Request, StatusCode};
use tower::{Layer, ServiceExt, service_fn};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
const SEEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-seen"));
const SERVER_TIMING: TrailerName = trailer_name!("server-timing");

/// Handles a request with any body: a page behind a middleware.
pub async fn answer<B>(
    request: Request<B>,
) -> Result<http::Response<LayeredBody<Body>>, Infallible> {
    let site = service_fn(async |request: Request<B>| {
        let response = page(&request).unwrap_or_else(|error| {
            let res = Response::<Head>::new().with_status(StatusCode::INTERNAL_SERVER_ERROR);
            res.send(error.to_string())
        });
        Ok(response)
    });
    middleware(Matcher::everything(), rotate).layer(site).oneshot(request).await
}

/// Rotates the token. The page of the same request sees the new one.
async fn rotate(mut res: Response<Middleware>) -> Result<Next, CookieError> {
    if res.cookies().get(&TOKEN).is_some() {
        res.set_cookie(TOKEN.value("t2"))?;
    }
    Ok(res.next())
}

fn page<B>(request: &Request<B>) -> Result<http::Response<Body>, CookieError> {
    let mut res = Response::<Head>::for_request(request);
    res.set_cookie(SEEN.value("1"))?;
    let is_broken = match request.uri().path() {
        "/short" => return Ok(res.send("the length is known")),
        path => path == "/broken",
    };
    let timing = res.declare_trailer(SERVER_TIMING);
    Ok(res.stream(async move |mut page| {
        let token = page.cookies().get(&TOKEN).unwrap_or("none").to_owned();
        page.write("token ").write(token).flush().await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        if is_broken {
            return Err(Box::from("the database is gone"));
        }
        page.write("the end").await?;
        page.send_trailer(timing, HeaderValue::from_static("total;dur=300"));
        Ok::<_, Box<dyn Error + Send + Sync>>(())
    }))
}

/// Returns the loopback address with the port of the first argument.
pub fn address() -> SocketAddr {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    SocketAddr::from(([127, 0, 0, 1], port.unwrap_or(8080)))
}
