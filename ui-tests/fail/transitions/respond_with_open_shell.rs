//! What was written to a shell is the body, so there is no room for another.
//! Matrix: respond with what axum makes × Shell

use headfirst::{Response, Shell};

fn answer(shell: Response<Shell>) {
    shell.respond("hello"); //~ E0599
}

fn main() {}
