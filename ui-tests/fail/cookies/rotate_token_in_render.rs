//! A helper that rotates a token needs an open head, so a render cannot call it.

use headfirst::{CookiesOpen, Response, SetCookie, Streaming};

fn rotate<P: CookiesOpen>(res: &mut Response<P>, token: SetCookie) {
    res.set_cookie(token);
}

async fn render(mut page: Response<Streaming>, token: SetCookie) {
    rotate(&mut page, token); //~ E0277
}

fn main() {}
