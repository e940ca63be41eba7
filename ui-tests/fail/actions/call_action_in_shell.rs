//! An action is started only by a client interaction.
//! Matrix: call an action × Shell

use headfirst::cookie::CookieError;
use headfirst::{CanAct, Response, SetCookie, Shell};

fn rotate<P: CanAct>(res: &mut Response<P>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

fn page(mut shell: Response<Shell>, token: SetCookie) {
    rotate(&mut shell, token); //~ E0277
}

fn main() {}
