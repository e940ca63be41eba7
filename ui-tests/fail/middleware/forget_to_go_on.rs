//! A middleware continues to the handler or responds.

use headfirst::middleware::{Matcher, middleware};
use headfirst::{Middleware, Response, SetCookie};

async fn rotate(mut res: Response<Middleware>) {
    let _ = res.set_cookie(SetCookie::try_from(cookie::Cookie::new("token", "t2")));
}

fn main() {
    let _layer = middleware(Matcher::everything(), rotate); //~ E0277
}
