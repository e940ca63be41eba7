//! Only a middleware before the handler changes the request that it sees.
//! Matrix: change the request that the handler sees × Answered

use headfirst::{Answered, Response};

async fn after(mut answer: Response<Answered>) {
    answer.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
