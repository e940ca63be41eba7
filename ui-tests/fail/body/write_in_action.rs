//! There is no body before a shell or a render function.
//! Matrix: write body bytes × Action

use headfirst::{Action, Response};

async fn act(mut res: Response<Action>) {
    res.write("<h1>Orders</h1>"); //~ E0277
}

fn main() {}
