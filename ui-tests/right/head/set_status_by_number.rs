// A constant is a valid status; a number is checked.

use headfirst::{Body, Head, Response};
use http::StatusCode;
use http::status::InvalidStatusCode;

fn relayed(res: Response<Head>, status: u16) -> Result<http::Response<Body>, InvalidStatusCode> {
    Ok(res.with_status(StatusCode::from_u16(status)?).send("as they say"))
}

fn main() {
    let response = Response::<Head>::new().with_status(StatusCode::CREATED).send("saved");
    assert_eq!(response.status(), 201);
    assert_eq!(relayed(Response::<Head>::new(), 418).unwrap().status(), 418);
    assert!(relayed(Response::<Head>::new(), 7).is_err());
}
