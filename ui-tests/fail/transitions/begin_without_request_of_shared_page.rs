//! A page is cached by its request.
//! Matrix: create without a request × Cacheable

use headfirst::{Response, Cacheable};

fn begin() -> Response<Cacheable> {
    Response::<Cacheable>::new() //~ E0599
}

fn main() {}
