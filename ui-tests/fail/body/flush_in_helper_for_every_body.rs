//! A body that can be written cannot always be flushed.

use headfirst::{CanWriteBody, Response};

fn heading<P: CanWriteBody>(page: &mut Response<P>) {
    page.write("<h1>Orders</h1>");
    let _ = page.flush(); //~ E0277
}

fn main() {}
