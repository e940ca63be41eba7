//! Only a shell has a body to discard.
//! Matrix: discard the written body × Middleware

use headfirst::{Middleware, Response};

async fn before(res: Response<Middleware>) {
    res.discard(); //~ E0599
}

fn main() {}
