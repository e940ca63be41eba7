//! There is no body before a shell is open.
//! Matrix: write body bytes × Head

use headfirst::{Head, Response};

fn page(res: &mut Response<Head>) {
    res.write("<h1>Orders</h1>"); //~ E0277
}

fn main() {}
