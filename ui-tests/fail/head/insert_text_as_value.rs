//! Text may have bytes that no header value allows, so it is checked.

use headfirst::header::CONTENT_TYPE;
use headfirst::{Head, Response};

fn page(res: &mut Response<Head>) {
    res.insert_header(CONTENT_TYPE, "text/css"); //~ E0277
}

fn main() {}
