//! After the handler, its response exists, so no response starts.
//! Matrix: create from a request × Answered

use headfirst::{Answered, Response};
use http::Request;

fn after(request: &Request<()>) {
    let _res = Response::<Answered>::for_request(request); //~ E0277
}

fn main() {}
