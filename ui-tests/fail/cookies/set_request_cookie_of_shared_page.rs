//! Only what comes before the handler changes what the handler sees.
//! Matrix: change what the handler sees × Shared

use headfirst::{Response, Shared};

async fn page(mut res: Response<Shared>) {
    res.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
