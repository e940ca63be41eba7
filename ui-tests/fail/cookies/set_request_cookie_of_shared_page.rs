//! Only a middleware before the handler changes the request that it sees.
//! Matrix: change the request that the handler sees × Cacheable

use headfirst::{Response, Cacheable};

async fn page(mut res: Response<Cacheable>) {
    res.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
