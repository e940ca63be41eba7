// A literal is used as it is; run-time text must be a path of this site.

use headfirst::header::{HeaderError, Location};
use headfirst::{Body, Head, Response};

fn show(res: Response<Head>, id: &str) -> Result<http::Response<Body>, HeaderError> {
    Ok(res.redirect(Location::path(format!("/todos/{id}"))?))
}

/// What a login form was given as `?next=`, if it is of this site.
fn logged_in(res: Response<Head>, next: &str) -> http::Response<Body> {
    match Location::path(next) {
        Ok(page) => res.redirect(page),
        Err(_) => res.redirect("/"),
    }
}

fn main() {
    let response = show(Response::<Head>::new(), "3").unwrap();
    assert_eq!(response.headers()["location"], "/todos/3");
    let response = logged_in(Response::<Head>::new(), "//example.org");
    assert_eq!(response.headers()["location"], "/");
}
