//! An action starts with a checked request.
//! Matrix: create from a request × Action

use headfirst::{Action, Response};
use http::Request;

fn answer(request: &Request<()>) {
    let _res = Response::<Action>::for_request(request); //~ E0277
}

fn main() {}
