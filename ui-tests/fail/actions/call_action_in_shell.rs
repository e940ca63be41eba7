//! An action is started by a client interaction, so a shell cannot call it.

use headfirst::cookie::CookieError;
use headfirst::{Action, Response, SetCookie, Shell};

fn rotate(res: &mut Response<Action>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

fn page(mut shell: Response<Shell>, token: SetCookie) {
    rotate(&mut shell, token); //~ E0308
}

fn main() {}
