//! An action starts with a checked request.
//! Matrix: create without a request × Action

use headfirst::{Action, Response};

fn begin() -> Response<Action> {
    Response::<Action>::new() //~ E0599
}

fn main() {}
