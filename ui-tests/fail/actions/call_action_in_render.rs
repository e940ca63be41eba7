//! An action is started only by a client interaction.
//! Matrix: call an action × Streaming

use headfirst::cookie::CookieError;
use headfirst::{CanAct, Response, SetCookie, Streaming};

fn rotate<P: CanAct>(res: &mut Response<P>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

async fn render(mut page: Response<Streaming>, token: SetCookie) {
    rotate(&mut page, token); //~ E0277
}

fn main() {}
