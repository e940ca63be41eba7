//! Nothing was written that could be discarded.
//! Matrix: discard what was written × Head

use headfirst::{Head, Response};

fn page(res: Response<Head>) -> Response<Head> {
    res.discard() //~ E0599
}

fn main() {}
