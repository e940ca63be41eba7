//! A client removes a cookie by its scope, not by its name alone.

use headfirst::{Head, Response};

fn log_out(res: &mut Response<Head>) {
    res.remove_cookie("token"); //~ E0277
}

fn main() {}
