//! A page that sets no cookie has none to keep: it returns its error alone.
//! Matrix: fail, and keep the cookies × Shared

use headfirst::{Response, Shared};

async fn page(res: Response<Shared>) {
    res.fail("no database"); //~ E0277
}

fn main() {}
