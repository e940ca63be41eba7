//! Only a middleware before the handler changes the request that it sees.
//! Matrix: change the request that the handler sees × Head

use headfirst::{Head, Response};

async fn page(mut res: Response<Head>) {
    res.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
