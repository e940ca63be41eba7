//! An unsatisfied bound gives no access, because the caller must prove it.

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
