//! Only a render function sends its body piece by piece.
//! Matrix: flush, or wait for buffer space × Cacheable

use headfirst::{Response, Cacheable};

async fn page(mut res: Response<Cacheable>) {
    res.flush().await; //~ E0277
}

fn main() {}
