//! A page that is kept is kept by the request that it answers.
//! Matrix: create without a request × Cacheable

use headfirst::{Response, Cacheable};

fn begin() -> Response<Cacheable> {
    Response::<Cacheable>::new() //~ E0599
}

fn main() {}
