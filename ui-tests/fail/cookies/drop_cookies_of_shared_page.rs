//! A page that is the same for every client has no cookies to drop.
//! Matrix: be dropped with its cookies × Shared

use headfirst::{Response, Shared};

async fn page(res: Response<Shared>) {
    res.drop_with_cookies(); //~ E0277
}

fn main() {}
