//! Some headers must not be sent after the body.

use headfirst::{Head, Response};

fn time(res: &mut Response<Head>) {
    let _timing = res.declare_trailer("server-timing"); //~ E0277
}

fn main() {}
