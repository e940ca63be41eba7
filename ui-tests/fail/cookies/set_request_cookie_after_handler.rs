//! Only what comes before the handler changes what the handler sees.
//! Matrix: change the request that the handler sees × Answered

use headfirst::{Answered, Response};

async fn after(mut answer: Response<Answered>) {
    answer.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
