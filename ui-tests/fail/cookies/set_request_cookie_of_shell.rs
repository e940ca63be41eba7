//! Only a middleware before the handler changes the request that it sees.
//! Matrix: change the request that the handler sees × Shell

use headfirst::{Response, Shell};

async fn page(mut shell: Response<Shell>) {
    shell.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
