//! Only a render function opens parts.
//! Matrix: open a part or a boundary, or send a trailer × Head

use headfirst::{Head, Response};

async fn page(mut res: Response<Head>) {
    res.part(|_part| async {}); //~ E0277
}

fn main() {}
