//! A helper takes a reference, and the message still names the place to flush.

use headfirst::{Response, Shell};

fn heading(page: &mut Response<Shell>) {
    page.write("<h1>Orders</h1>");
    let _ = page.flush(); //~ E0277
}

fn main() {}
