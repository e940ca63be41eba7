//! The page after an action cannot change data.

use headfirst::{Action, Body, Response};

fn act(res: Response<Action>) -> http::Response<Body> {
    let mut page = res.into_head();
    page.revalidate_path("/todos"); //~ E0277
    page.send("done")
}

fn main() {}
