//! What axum makes is answered with a head; a middleware comes to one by `answer()`.
//! Matrix: respond with what axum makes × Middleware

use headfirst::{Middleware, Response};

fn answer(res: Response<Middleware>) {
    res.respond("hello"); //~ E0599
}

fn main() {}
