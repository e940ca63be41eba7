//! An action is started by a client interaction, so a render function cannot call it.

use headfirst::cookie::CookieError;
use headfirst::{Action, Response, SetCookie, Streaming};

fn rotate(res: &mut Response<Action>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

async fn render(mut page: Response<Streaming>, token: SetCookie) {
    rotate(&mut page, token); //~ E0308
}

fn main() {}
