//! Only a page that is the same for every client is cached and has tags.
//! Matrix: set the cache policy of the page × Middleware

use headfirst::{Middleware, Response};

async fn before(mut res: Response<Middleware>) {
    res.add_tag("todos"); //~ E0277
}

fn main() {}
