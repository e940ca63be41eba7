//! Only a page that is the same for every client is cached and has tags.
//! Matrix: set the cache policy of the page × Head

use headfirst::{Head, Response};

async fn page(mut res: Response<Head>) {
    res.add_tag("todos"); //~ E0277
}

fn main() {}
