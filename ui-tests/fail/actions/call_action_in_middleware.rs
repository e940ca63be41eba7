//! An action is started only by a client interaction.
//! Matrix: call an action × Middleware

use headfirst::cookie::CookieError;
use headfirst::{CanAct, Middleware, Response, SetCookie};

fn rotate<P: CanAct>(res: &mut Response<P>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

fn guard(mut res: Response<Middleware>, token: SetCookie) {
    rotate(&mut res, token); //~ E0277
}

fn main() {}
