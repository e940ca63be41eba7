//! Only a page that is the same for every client is kept, and carries a tag.
//! Matrix: say how the page is kept × Middleware

use headfirst::{Middleware, Response};

async fn before(mut res: Response<Middleware>) {
    res.add_tag("todos"); //~ E0277
}

fn main() {}
