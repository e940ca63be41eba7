//! Only a middleware before the handler changes the request that it sees.
//! Matrix: change the request that the handler sees × Action

use headfirst::{Action, Response};

async fn act(mut res: Response<Action>) {
    res.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
