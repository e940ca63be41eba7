//! Only a middleware before the handler continues to it.
//! Matrix: continue to the handler, or respond in its place × Cacheable

use headfirst::{Response, Cacheable};

async fn page(res: Response<Cacheable>) {
    res.next(); //~ E0599
}

fn main() {}
