//! An action starts only with a checked request.

use headfirst::{Action, Head, Response};

fn act(res: Response<Head>) -> Response<Action> {
    res //~ E0308
}

fn main() {}
