//! Only an action ends by rendering a page.
//! Matrix: render the page of an action × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.into_head(); //~ E0599
}

fn main() {}
