// `ActionGuard` checks the request, and rejects it with a response.

use headfirst::{ActionGuard, Body, NothingKept};
use http::Request;

fn log_out(actions: &ActionGuard, request: &Request<()>) -> http::Response<Body> {
    match actions.start(request) {
        Ok(res) => res.no_content(),
        Err(refusal) => refusal.into(),
    }
}

fn main() {
    let actions = ActionGuard::new(NothingKept);
    let post = |site| Request::post("/log-out").header("sec-fetch-site", site).body(()).unwrap();
    assert_eq!(log_out(&actions, &post("same-origin")).status(), 204);
    assert_eq!(log_out(&actions, &post("cross-site")).status(), 403);
}
