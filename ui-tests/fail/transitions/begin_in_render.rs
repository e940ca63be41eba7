//! A render function starts after its head was sent.
//! Matrix: create from a request × Streaming

use headfirst::{Response, Streaming};
use http::Request;

fn answer(request: &Request<()>) {
    let _res = Response::<Streaming>::for_request(request); //~ E0277
}

fn main() {}
