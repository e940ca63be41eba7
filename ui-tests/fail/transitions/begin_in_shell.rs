//! A shell is opened on a head.
//! Matrix: create from a request × Shell

use headfirst::{Response, Shell};
use http::Request;

fn answer(request: &Request<()>) {
    let _res = Response::<Shell>::for_request(request); //~ E0277
}

fn main() {}
