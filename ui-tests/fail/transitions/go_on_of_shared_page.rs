//! Only what comes before the handler goes on to it.
//! Matrix: go on to the handler, or answer in its place × Cacheable

use headfirst::{Response, Cacheable};

async fn page(res: Response<Cacheable>) {
    res.next(); //~ E0599
}

fn main() {}
