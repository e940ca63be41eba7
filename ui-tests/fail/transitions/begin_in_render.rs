//! A render begins when its head has left.
//! Matrix: begin with a request × Streaming

use headfirst::{Response, Streaming};
use http::Request;

fn answer(request: &Request<()>) {
    let _res = Response::<Streaming>::to(request); //~ E0277
}

fn main() {}
