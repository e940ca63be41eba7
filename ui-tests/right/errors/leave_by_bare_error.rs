//! `?` is used inside `attempt`, which puts the head and its cookies into the error.

use headfirst::{Body, CookieDef, Failed, Head, Response, cookie_def};
use http::StatusCode;

const TOKEN: CookieDef = cookie_def!(CookieDef::host("__Host-token"));

type Error = Box<dyn std::error::Error>;

async fn page(res: Response<Head>) -> Result<http::Response<Body>, Failed<Error>> {
    let (res, orders) = res
        .attempt(async |res| {
            res.set_cookie(TOKEN.value("t2"))?;
            Ok(std::fs::read("no such file")?)
        })
        .await?;
    Ok(res.send(orders))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (head, _error) = page(Response::<Head>::new()).await.unwrap_err().into_parts();
    let response = head.with_status(StatusCode::SERVICE_UNAVAILABLE).send("try again");
    assert_eq!(response.status(), 503);
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
}
