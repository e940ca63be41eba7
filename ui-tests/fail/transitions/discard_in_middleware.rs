//! Only a shell has something to discard.
//! Matrix: discard the written body × Middleware

use headfirst::{Middleware, Response};

async fn before(res: Response<Middleware>) {
    res.discard(); //~ E0599
}

fn main() {}
