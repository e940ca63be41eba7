// Run-time text is checked, even if it is borrowed.

use headfirst::header::{HeaderError, Location};
use headfirst::{Body, Head, Response};

fn show(res: Response<Head>, id: &str) -> Result<http::Response<Body>, HeaderError> {
    let page = format!("/todos/{id}");
    Ok(res.redirect(Location::path(&page)?))
}

fn main() {
    let response = show(Response::<Head>::new(), "3").unwrap();
    assert_eq!(response.headers()["location"], "/todos/3");
    assert!(show(Response::<Head>::new(), "3 \r\n").is_err());
}
