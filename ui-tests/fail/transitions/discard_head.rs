//! No written bytes could be discarded.
//! Matrix: discard the written body × Head

use headfirst::{Head, Response};

fn page(res: Response<Head>) -> Response<Head> {
    res.discard() //~ E0599
}

fn main() {}
