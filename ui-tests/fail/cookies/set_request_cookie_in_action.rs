//! Only what comes before the handler changes what the handler sees.
//! Matrix: change the request that the handler sees × Action

use headfirst::{Action, Response};

async fn act(mut res: Response<Action>) {
    res.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
