//! Only a render function opens parts.
//! Matrix: open a part or a boundary, or send a trailer × Middleware

use headfirst::{Middleware, Response};

async fn before(mut res: Response<Middleware>) {
    res.part(|_part| async {}); //~ E0277
}

fn main() {}
