//! Only what comes before the handler changes what the handler sees.
//! Matrix: change the request that the handler sees × Cacheable

use headfirst::{Response, Cacheable};

async fn page(mut res: Response<Cacheable>) {
    res.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
