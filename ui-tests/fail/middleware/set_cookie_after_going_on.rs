//! A response that was passed on no longer belongs to the middleware.

use headfirst::{Middleware, Next, Response, SetCookie};

async fn rotate(mut res: Response<Middleware>, token: SetCookie) -> Next {
    let next = res.next();
    let _ = res.set_cookie(token); //~ E0382
    next
}

fn main() {}
