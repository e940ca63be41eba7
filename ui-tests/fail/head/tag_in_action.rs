//! Only a page that is the same for every client is cached and has tags.
//! Matrix: set the cache policy of the page × Action

use headfirst::{Action, Response};

async fn act(mut res: Response<Action>) {
    res.add_tag("todos"); //~ E0277
}

fn main() {}
