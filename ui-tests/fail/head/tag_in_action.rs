//! Only a page that is the same for every client is kept, and carries a tag.
//! Matrix: say how the page is kept × Action

use headfirst::{Action, Response};

async fn act(mut res: Response<Action>) {
    res.add_tag("todos"); //~ E0277
}

fn main() {}
