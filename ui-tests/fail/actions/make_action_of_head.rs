//! An action begins with a request that was checked, and no other way.

use headfirst::{Action, Head, Response};

fn act(res: Response<Head>) -> Response<Action> {
    res //~ E0308
}

fn main() {}
