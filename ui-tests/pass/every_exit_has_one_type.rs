//! Every method that sends returns an `http::Response<Body>`, which is `Send`.

use headfirst::{Body, Head, Response};
use http::{HeaderValue, StatusCode};

fn page(res: Response<Head>, step: u8) -> http::Response<Body> {
    match step {
        0 => res.send("hello"),
        1 => res.redirect(HeaderValue::from_static("/login")),
        2 => res.no_content(),
        3 => res.not_modified(),
        4 => res.shell().send(),
        5 => res.with_status(StatusCode::NOT_FOUND).shell().discard().send(vec![0; 3]),
        6 => res.shell().stream(|_page| async {}),
        _ => res.stream(|mut page| async move { page.write("hello").await }),
    }
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[test]
fn main() {
    for step in 0..8 {
        let _response = is_send(page(Response::<Head>::new(), step));
    }
}
