//! A bound that does not hold opens nothing: whoever calls has to prove it.

use headfirst::{CanSetCookies, Response, SetCookie, Streaming};

fn late(page: &mut Response<Streaming>, token: SetCookie)
where
    for<'a> Streaming: CanSetCookies,
{
    let _ = page.set_cookie(token);
}

async fn render(mut page: Response<Streaming>, token: SetCookie) {
    late(&mut page, token); //~ E0277
}

fn main() {}
