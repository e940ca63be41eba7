// One `Set-Cookie` is sent for a name. If both set it, that of the handler is sent.

use std::convert::Infallible;

use headfirst::cookie::CookieError;
use headfirst::middleware::{Matcher, middleware};
use headfirst::{CookieDef, Head, Middleware, Next, Response, cookie_def};
use tower::{Layer, ServiceExt, service_fn};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

async fn rotate(res: Response<Middleware>) -> Result<Next, CookieError> {
    Ok(res.with_cookie(TOKEN.value("t2"))?.next())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let log_out = service_fn(async |request: http::Request<()>| {
        let mut res = Response::<Head>::for_request(&request);
        res.remove_cookie(&TOKEN).unwrap();
        Ok::<_, Infallible>(res.no_content())
    });
    let service = middleware(Matcher::everything(), rotate).layer(log_out);
    let response = service.oneshot(http::Request::new(())).await.unwrap();
    let lines: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].as_bytes().starts_with(b"__Host-token=;"), "the user is logged out");
}
