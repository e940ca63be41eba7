//! Only a shell has something to discard.
//! Matrix: discard what was written × Shared

use headfirst::{Response, Shared};

async fn page(res: Response<Shared>) {
    res.discard(); //~ E0599
}

fn main() {}
