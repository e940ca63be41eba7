//! A page that is the same for every client has no cookies to drop.
//! Matrix: drop it with its cookies × Cacheable

use headfirst::{Response, Cacheable};

async fn page(res: Response<Cacheable>) {
    res.drop_with_cookies(); //~ E0277
}

fn main() {}
