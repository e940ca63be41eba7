//! An action is started only by a client interaction.
//! Matrix: call an action × Head

use headfirst::cookie::CookieError;
use headfirst::{CanAct, Head, Response, SetCookie};

fn rotate<P: CanAct>(res: &mut Response<P>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

fn page(mut res: Response<Head>, token: SetCookie) {
    rotate(&mut res, token); //~ E0277
}

fn main() {}
