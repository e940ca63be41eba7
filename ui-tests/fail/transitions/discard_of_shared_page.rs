//! Only a shell has a body to discard.
//! Matrix: discard the written body × Cacheable

use headfirst::{Response, Cacheable};

async fn page(res: Response<Cacheable>) {
    res.discard(); //~ E0599
}

fn main() {}
