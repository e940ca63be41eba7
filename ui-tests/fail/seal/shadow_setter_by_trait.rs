//! A method of a response precedes one of a trait, in every phase.

use headfirst::{Response, SetCookie, Streaming};

trait Late {
    fn set_cookie(&mut self, _token: SetCookie) {}
}

impl Late for Response<Streaming> {}

async fn render(mut page: Response<Streaming>, token: SetCookie) {
    page.set_cookie(token); //~ E0277
}

fn main() {}
