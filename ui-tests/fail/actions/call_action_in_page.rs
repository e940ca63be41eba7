//! An action is started by a client interaction, so a page cannot call it.

use headfirst::cookie::CookieError;
use headfirst::{Action, Head, Response, SetCookie};

fn rotate(res: &mut Response<Action>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

fn page(mut res: Response<Head>, token: SetCookie) {
    rotate(&mut res, token); //~ E0308
}

fn main() {}
