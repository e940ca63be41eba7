//! What is kept has a body of this crate.
//! Matrix: respond with what axum makes × Shared

use headfirst::{Response, Shared};

fn answer(res: Response<Shared>) {
    res.respond("hello"); //~ E0599
}

fn main() {}
