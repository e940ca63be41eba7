//! A shell is opened on the head of a page.
//! Matrix: open a shell × Middleware

use headfirst::{Middleware, Response};

async fn before(res: Response<Middleware>) {
    res.shell(); //~ E0599
}

fn main() {}
