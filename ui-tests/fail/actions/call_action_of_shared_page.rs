//! An action is started only by a client interaction.
//! Matrix: call an action × Cacheable

use headfirst::cookie::CookieError;
use headfirst::{CanAct, Response, SetCookie, Cacheable};

fn rotate<P: CanAct>(res: &mut Response<P>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

fn page(mut res: Response<Cacheable>, token: SetCookie) {
    rotate(&mut res, token); //~ E0277
}

fn main() {}
