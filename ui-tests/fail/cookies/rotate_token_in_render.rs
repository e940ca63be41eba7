//! A helper that rotates a token needs an open head, so a render function cannot call it.

use headfirst::cookie::CookieError;
use headfirst::{CanSetCookies, Response, SetCookie, Streaming};

fn rotate<P: CanSetCookies>(res: &mut Response<P>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

async fn render(mut page: Response<Streaming>, token: SetCookie) {
    rotate(&mut page, token); //~ E0277
}

fn main() {}
