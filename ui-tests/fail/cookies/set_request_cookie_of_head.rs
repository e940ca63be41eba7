//! Only what comes before the handler changes what the handler sees.
//! Matrix: change the request that the handler sees × Head

use headfirst::{Head, Response};

async fn page(mut res: Response<Head>) {
    res.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
