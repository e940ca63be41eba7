//! Before the handler, there is no status.
//! Matrix: read the status × Middleware

use headfirst::{Middleware, Next, Response};

async fn before(res: Response<Middleware>) -> Next {
    let _status = res.status(); //~ E0277
    res.next()
}

fn main() {}
