//! There is no status before the handler.
//! Matrix: read the status × Middleware

use headfirst::{Middleware, Next, Response};

async fn before(res: Response<Middleware>) -> Next {
    let _status = res.status(); //~ E0277
    res.next()
}

fn main() {}
