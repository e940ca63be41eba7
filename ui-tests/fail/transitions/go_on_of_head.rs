//! Only a middleware before the handler continues to it.
//! Matrix: continue to the handler, or respond in its place × Head

use headfirst::{Head, Response};

async fn page(res: Response<Head>) {
    res.next(); //~ E0599
}

fn main() {}
