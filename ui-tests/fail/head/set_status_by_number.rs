//! A number may not be a valid status, so it is checked.

use headfirst::{Head, Response};

fn page(res: &mut Response<Head>) {
    res.set_status(201); //~ E0277
}

fn main() {}
