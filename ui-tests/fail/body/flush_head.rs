//! A head has no body to flush.
//! Matrix: flush, or wait for buffer space × Head

use headfirst::{Head, Response};

async fn page(mut res: Response<Head>) {
    let _ = res.flush().await; //~ E0277
}

fn main() {}
