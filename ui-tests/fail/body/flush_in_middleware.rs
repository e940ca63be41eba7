//! Only a render function sends its body piece by piece.
//! Matrix: flush, or wait for buffer space × Middleware

use headfirst::{Middleware, Response};

async fn before(mut res: Response<Middleware>) {
    res.flush().await; //~ E0277
}

fn main() {}
