//! An action is started only by a client interaction.
//! Matrix: call an action × Answered

use headfirst::cookie::CookieError;
use headfirst::{Answered, CanAct, Response, SetCookie};

fn rotate<P: CanAct>(res: &mut Response<P>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

fn add(mut answer: Response<Answered>, token: SetCookie) {
    rotate(&mut answer, token); //~ E0277
}

fn main() {}
