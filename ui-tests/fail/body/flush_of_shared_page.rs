//! Only a render sends its body piece by piece.
//! Matrix: flush, or wait for room × Shared

use headfirst::{Response, Shared};

async fn page(mut res: Response<Shared>) {
    res.flush().await; //~ E0599
}

fn main() {}
