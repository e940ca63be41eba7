//! `write!` needs a body as well.

use headfirst::{Head, Response};

fn page(res: &mut Response<Head>, orders: usize) -> std::fmt::Result {
    write!(res, "<h1>{orders} orders</h1>") //~ E0277
}

fn main() {}
