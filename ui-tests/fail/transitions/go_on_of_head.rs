//! Only what comes before the handler goes on to it.
//! Matrix: go on to the handler, or answer in its place × Head

use headfirst::{Head, Response};

async fn page(res: Response<Head>) {
    res.next(); //~ E0599
}

fn main() {}
