//! Only a shell has something to discard.
//! Matrix: discard what was written × Cacheable

use headfirst::{Response, Cacheable};

async fn page(res: Response<Cacheable>) {
    res.discard(); //~ E0599
}

fn main() {}
