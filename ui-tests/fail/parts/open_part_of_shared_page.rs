//! Only a render function opens parts.
//! Matrix: open a part or a boundary, or send a trailer × Cacheable

use headfirst::{Response, Cacheable};

async fn page(mut res: Response<Cacheable>) {
    res.part(|_part| async {}); //~ E0277
}

fn main() {}
