// A form sends a `POST`, from a page of the same origin.

use headfirst::{ActionGuard, NothingKept};
use http::{HeaderValue, Request};

fn main() {
    let actions = ActionGuard::new(NothingKept);
    let form = Request::post("/log-out").header("sec-fetch-site", "same-origin").body(()).unwrap();
    let response = actions.start(&form).unwrap().redirect(HeaderValue::from_static("/"));
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], "/");
}
