//! A value that is passed to the handler is cloned with the extensions of a request.

use headfirst::{Middleware, Response};

struct User;

fn authenticate(res: &mut Response<Middleware>) {
    res.insert_request_extension(User); //~ E0277
}

fn main() {}
