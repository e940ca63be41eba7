//! There is no body before there is a shell or a render.
//! Matrix: write body bytes × Action

use headfirst::{Action, Response};

async fn act(mut res: Response<Action>) {
    res.write("<h1>Orders</h1>"); //~ E0277
}

fn main() {}
