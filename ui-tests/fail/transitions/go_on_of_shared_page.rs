//! Only what comes before the handler goes on to it.
//! Matrix: go on to the handler, or answer in its place × Shared

use headfirst::{Response, Shared};

async fn page(res: Response<Shared>) {
    res.next(); //~ E0599
}

fn main() {}
