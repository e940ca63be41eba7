//! Only a render opens parts.
//! Matrix: open a part or a boundary, or send a trailer × Shared

use headfirst::{Response, Shared};

async fn page(mut res: Response<Shared>) {
    res.part(|_part| async {}); //~ E0599
}

fn main() {}
